// Names and paths as ESET writes them: file URIs, %SYSTEM% paths, script scanners, members of archives.

const SCRIPT_SCANNER = /^[^\\/:]{1,64}_([A-Za-z]:\\.*\.exe)_[\d.]+$/i;
const ARCHIVE_MEMBER = " » ";

/** `PowerShell_C:\…\powershell.exe_10.0.22621.1` is what the script scanner writes for its host program. */
export const processPath = (written: string): string => SCRIPT_SCANNER.exec(written)?.[1] ?? written;

/** The last part of a Windows, Unix or archive path; at most 260 characters. */
export function fileName(path: string): string {
  const member = path.split(ARCHIVE_MEMBER).at(-1) ?? path;
  const name = member.split(/[\\/]/).findLast((part) => part !== "");
  return (name ?? path).slice(0, 260).toWellFormed();
}

export const isWebAddress = (written: string): boolean => /^(https?|ftp):\/\//i.test(written);

function pathOfUri(uri: string): string {
  const rest = uri.slice("file://".length);
  if (/^\/[A-Za-z]:/.test(rest)) return rest.slice(1).replaceAll("/", "\\");
  return rest.startsWith("/") ? rest : `\\\\${rest.replaceAll("/", "\\")}`;
}

/**
 * The file behind `object_uri`, `objectUrl` or a plain path: `file:///C:/a/b.exe` gives `C:\a\b.exe`, a host after the
 * two slashes a UNC path. `script` and web addresses have a name and no path. Per cent signs stay: ESET does not encode.
 */
export function objectFile(given: string): { name: string; path?: string } {
  // Some versions escape the slashes twice, so that JSON leaves `file:\/\/\/C:`.
  const written = /^file:\\\//i.test(given) ? given.replaceAll("\\/", "/") : given;
  if (isWebAddress(written)) return { name: fileName(written.replace(/[?#].*$/, "")) };
  const path = /^file:\/\//i.test(written) ? pathOfUri(written) : written;
  return /[\\/]/.test(path)
    ? { name: fileName(path), path: path.slice(0, 4096).toWellFormed() }
    : { name: fileName(path) };
}

/** Paths as one Windows program may be written on different channels, made equal. */
export const comparablePath = (path: string): string => path.toLowerCase().replaceAll("/", "\\").normalize();

/** Of a product that gives the folder and the name apart, in some versions the name in both: the whole path. */
export function wholePath(folder: string | undefined, name: string | undefined): string | undefined {
  if (folder === undefined || name === undefined) return folder ?? name;
  if (fileName(folder).toLowerCase() === name.toLowerCase()) return folder;
  const separator = folder.includes("/") && !folder.includes("\\") ? "/" : "\\";
  return `${folder.replace(/[\\/]+$/, "")}${separator}${name}`;
}
