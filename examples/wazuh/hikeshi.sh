#!/bin/sh
# Active response of Hikeshi for Wazuh agents on Linux: kill, remove, isolate, release. docs/vendors.md says how to install it.
# Gets Wazuh's message on its standard input, does one thing at most once, looks whether it is done, and leaves a receipt.
# With `again` as its argument (hikeshi-isolation.service) it restores an isolation after a restart of the computer.
set -u
umask 077
PATH=${HIKESHI_PATH:-/usr/sbin:/usr/bin:/sbin:/bin}
ossec=${HIKESHI_OSSEC:-/var/ossec}
receipts=$ossec/hikeshi
kept=$ossec/hikeshi-kept
table=hikeshi

# The value of a member, of the characters that it may have: nothing else of the message reaches a command. A quote within a
# text stands behind a backslash, so no text can look like a member.
member() { printf '%s' "$order" | sed -n "s/.*\"$1\" *: *\"\\{0,1\\}\\($2\\)[\",}].*/\\1/p" | head -n 1; }

finish() {
  mkdir -p "$receipts" || exit 1
  printf '%s %s' "$1" "$kind" > "$receipts/.$receipt" && mv -f "$receipts/.$receipt" "$receipts/$receipt"
  exit
}
fail() { echo "hikeshi: $kind: $1" >&2; finish failed; }

has_hash() { # file
  if [ -n "$sha256" ]; then [ "$(sha256sum < "$1" | cut -d ' ' -f 1)" = "$sha256" ]
  elif [ -n "$sha1" ]; then [ "$(sha1sum < "$1" | cut -d ' ' -f 1)" = "$sha1" ]
  else return 1; fi
}

# A zombie runs nothing any more.
running() { [ -d "/proc/$pid" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$pid/status" 2>/dev/null; }

kill_process() {
  [ "${pid:-0}" -gt 1 ] || fail 'no pid'
  running || finish done
  has_hash "/proc/$pid/exe" 2>/dev/null || fail 'another program has this pid, or its file cannot be read'
  kill -KILL "$pid"
  for _ in 1 2 3 4 5 6 7 8 9 10; do running || finish done; sleep 1; done
  fail 'it still runs'
}

remove_file() {
  case $path in /*) ;; *) fail 'no path that can be used' ;; esac
  [ -e "$path" ] || finish done
  [ -f "$path" ] && [ ! -L "$path" ] || fail 'no plain file'
  has_hash "$path" || fail 'another file is there'
  mkdir -p "$kept/files" && mv -f "$path" "$kept/files/$receipt" && chmod 000 "$kept/files/$receipt"
  [ ! -e "$path" ] || fail 'it is still there'
  finish done
}

# The addresses of the managers that the agent is set up for, names resolved while they still can be.
managers() {
  sed -n 's/.*<address>[[:space:]]*\([A-Za-z0-9.:-]*\)[[:space:]]*<.*/\1/p' "$ossec/etc/ossec.conf" | while read -r name; do
    getent ahosts "$name" | cut -d ' ' -f 1
  done | sort -u
}

is_isolated() { nft list table inet $table 2>/dev/null | grep -q 'policy drop'; }

# All but loopback, DHCP and the managers is dropped, before any rule that is there already; connections that exist end too.
rules() {
  echo "table inet $table {"
  for hook in input output; do
    echo " chain $hook { type filter hook $hook priority -310; policy drop;"
    [ $hook = input ] && echo '  iif "lo" accept' || echo '  oif "lo" accept'
    echo '  udp sport { 67, 68 } udp dport { 67, 68 } accept'
    echo '  icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept'
    while read -r address; do
      [ $hook = input ] && way=saddr || way=daddr
      case $address in *:*) echo "  ip6 $way $address accept" ;; *) echo "  ip $way $address accept" ;; esac
    done < "$kept/managers"
    echo ' }'
  done
  echo " chain forward { type filter hook forward priority -310; policy drop; }"
  echo '}'
}

isolate() {
  is_isolated && finish done
  command -v nft >/dev/null || fail 'nft is not installed'
  mkdir -p "$kept" && managers > "$kept/managers.new"
  # Without its manager nobody could ever release it.
  [ -s "$kept/managers.new" ] || fail 'the address of the manager is not known'
  mv -f "$kept/managers.new" "$kept/managers"
  rules | nft -f - || fail 'nft refused the rules'
  is_isolated || fail 'the rules are not there'
  : > "$kept/isolated"
  finish done
}

release() {
  rm -f "$kept/isolated"
  nft list table inet $table >/dev/null 2>&1 && nft delete table inet $table
  is_isolated && fail 'the rules are still there'
  finish done
}

if [ "${1:-}" = again ]; then
  [ ! -e "$kept/isolated" ] || is_isolated || rules | nft -f -
  exit
fi

read -r message
order=$(printf '%s' "$message" | sed -n 's/.*"hikeshi" *: *{\(.*\)/\1/p')
kind=$(member kind '[a-z]*')
receipt=$(member receipt 'hikeshi-[A-Za-z0-9-]*')
pid=$(member pid '[0-9]*')
sha1=$(member sha1 '[0-9a-f]\{40\}')
sha256=$(member sha256 '[0-9a-f]\{64\}')
path=$(member path '[^"\\]*')
[ -n "$receipt" ] || { echo 'hikeshi: no order' >&2; exit 1; }
[ ! -e "$receipts/$receipt" ] || exit 0

case $kind in
  kill) kill_process ;;
  remove) remove_file ;;
  isolate) isolate ;;
  release) release ;;
  *) echo 'hikeshi: an order of a kind not known' >&2; exit 1 ;;
esac
