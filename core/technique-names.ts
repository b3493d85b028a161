// MITRE ATT&CK (Enterprise) techniques with their official names and tactics, one per line: tactics | id name > sub-techniques.
// Source: https://attack.mitre.org/techniques/enterprise/ ; what an endpoint product can name, not the whole matrix.

export const TECHNIQUE_LINES = `
initial-access | T1190 Exploit Public-Facing Application
initial-access persistence | T1133 External Remote Services
initial-access | T1189 Drive-by Compromise
initial-access | T1199 Trusted Relationship
initial-access | T1200 Hardware Additions
initial-access | T1195 Supply Chain Compromise > 001 Compromise Software Dependencies and Development Tools; 002 Compromise Software Supply Chain
initial-access | T1566 Phishing > 001 Spearphishing Attachment; 002 Spearphishing Link; 003 Spearphishing via Service; 004 Spearphishing Voice
initial-access lateral-movement | T1091 Replication Through Removable Media
initial-access persistence privilege-escalation defense-evasion | T1078 Valid Accounts > 001 Default Accounts; 002 Domain Accounts; 003 Local Accounts; 004 Cloud Accounts
execution | T1059 Command and Scripting Interpreter > 001 PowerShell; 002 AppleScript; 003 Windows Command Shell; 004 Unix Shell; 005 Visual Basic; 006 Python; 007 JavaScript; 008 Network Device CLI; 009 Cloud API; 010 AutoHotKey & AutoIT
execution | T1047 Windows Management Instrumentation
execution | T1106 Native API
execution | T1129 Shared Modules
execution | T1203 Exploitation for Client Execution
execution | T1204 User Execution > 001 Malicious Link; 002 Malicious File; 003 Malicious Image; 004 Malicious Copy and Paste
execution | T1559 Inter-Process Communication > 001 Component Object Model; 002 Dynamic Data Exchange
execution | T1569 System Services > 001 Launchctl; 002 Service Execution
execution lateral-movement | T1072 Software Deployment Tools
execution persistence privilege-escalation | T1053 Scheduled Task/Job > 002 At; 003 Cron; 005 Scheduled Task; 006 Systemd Timers
persistence privilege-escalation | T1037 Boot or Logon Initialization Scripts > 001 Logon Script (Windows); 003 Network Logon Script; 004 RC Scripts
persistence privilege-escalation | T1098 Account Manipulation > 001 Additional Cloud Credentials; 002 Additional Email Delegate Permissions; 004 SSH Authorized Keys; 005 Device Registration; 007 Additional Local or Domain Groups
persistence | T1136 Create Account > 001 Local Account; 002 Domain Account; 003 Cloud Account
persistence | T1137 Office Application Startup > 001 Office Template Macros; 002 Office Test; 005 Outlook Rules; 006 Add-ins
persistence | T1176 Software Extensions > 001 Browser Extensions; 002 IDE Extensions
persistence | T1505 Server Software Component > 001 SQL Stored Procedures; 002 Transport Agent; 003 Web Shell; 004 IIS Components; 005 Terminal Services DLL
persistence privilege-escalation | T1543 Create or Modify System Process > 001 Launch Agent; 002 Systemd Service; 003 Windows Service; 004 Launch Daemon
persistence privilege-escalation | T1546 Event Triggered Execution > 001 Change Default File Association; 002 Screensaver; 003 Windows Management Instrumentation Event Subscription; 004 Unix Shell Configuration Modification; 007 Netsh Helper DLL; 008 Accessibility Features; 009 AppCert DLLs; 010 AppInit DLLs; 011 Application Shimming; 012 Image File Execution Options Injection; 013 PowerShell Profile; 015 Component Object Model Hijacking
persistence privilege-escalation | T1547 Boot or Logon Autostart Execution > 001 Registry Run Keys / Startup Folder; 002 Authentication Package; 004 Winlogon Helper DLL; 005 Security Support Provider; 006 Kernel Modules and Extensions; 008 LSASS Driver; 009 Shortcut Modification; 012 Print Processors
persistence | T1554 Compromise Host Software Binary
persistence defense-evasion | T1197 BITS Jobs
persistence defense-evasion | T1542 Pre-OS Boot > 001 System Firmware; 003 Bootkit
persistence privilege-escalation defense-evasion | T1574 Hijack Execution Flow > 001 DLL; 006 Dynamic Linker Hijacking; 007 Path Interception by PATH Environment Variable; 009 Path Interception by Unquoted Path; 011 Services Registry Permissions Weakness
privilege-escalation | T1068 Exploitation for Privilege Escalation
privilege-escalation | T1611 Escape to Host
privilege-escalation defense-evasion | T1055 Process Injection > 001 Dynamic-link Library Injection; 002 Portable Executable Injection; 003 Thread Execution Hijacking; 004 Asynchronous Procedure Call; 012 Process Hollowing; 013 Process Doppelgänging
privilege-escalation defense-evasion | T1134 Access Token Manipulation > 001 Token Impersonation/Theft; 002 Create Process with Token; 003 Make and Impersonate Token; 004 Parent PID Spoofing; 005 SID-History Injection
privilege-escalation defense-evasion | T1484 Domain or Tenant Policy Modification > 001 Group Policy Modification; 002 Trust Modification
privilege-escalation defense-evasion | T1548 Abuse Elevation Control Mechanism > 001 Setuid and Setgid; 002 Bypass User Account Control; 003 Sudo and Sudo Caching
defense-evasion | T1014 Rootkit
defense-evasion | T1027 Obfuscated Files or Information > 001 Binary Padding; 002 Software Packing; 004 Compile After Delivery; 005 Indicator Removal from Tools; 006 HTML Smuggling; 010 Command Obfuscation; 011 Fileless Storage; 013 Encrypted/Encoded File
defense-evasion | T1036 Masquerading > 001 Invalid Code Signature; 002 Right-to-Left Override; 003 Rename Legitimate Utilities; 004 Masquerade Task or Service; 005 Match Legitimate Resource Name or Location; 007 Double File Extension; 008 Masquerade File Type
defense-evasion | T1070 Indicator Removal > 001 Clear Windows Event Logs; 002 Clear Linux or Mac System Logs; 003 Clear Command History; 004 File Deletion; 005 Network Share Connection Removal; 006 Timestomp; 009 Clear Persistence
defense-evasion | T1112 Modify Registry
defense-evasion | T1127 Trusted Developer Utilities Proxy Execution > 001 MSBuild
defense-evasion | T1140 Deobfuscate/Decode Files or Information
defense-evasion | T1202 Indirect Command Execution
defense-evasion | T1207 Rogue Domain Controller
defense-evasion | T1211 Exploitation for Defense Evasion
defense-evasion | T1216 System Script Proxy Execution > 001 PubPrn
defense-evasion | T1218 System Binary Proxy Execution > 001 Compiled HTML File; 002 Control Panel; 003 CMSTP; 004 InstallUtil; 005 Mshta; 007 Msiexec; 008 Odbcconf; 009 Regsvcs/Regasm; 010 Regsvr32; 011 Rundll32; 012 Verclsid; 013 Mavinject; 014 MMC
defense-evasion | T1220 XSL Script Processing
defense-evasion | T1221 Template Injection
defense-evasion | T1222 File and Directory Permissions Modification > 001 Windows File and Directory Permissions Modification; 002 Linux and Mac File and Directory Permissions Modification
defense-evasion | T1480 Execution Guardrails
defense-evasion discovery | T1497 Virtualization/Sandbox Evasion > 001 System Checks; 002 User Activity Based Checks; 003 Time Based Evasion
defense-evasion | T1553 Subvert Trust Controls > 002 Code Signing; 004 Install Root Certificate; 005 Mark-of-the-Web Bypass
defense-evasion | T1562 Impair Defenses > 001 Disable or Modify Tools; 002 Disable Windows Event Logging; 003 Impair Command History Logging; 004 Disable or Modify System Firewall; 006 Indicator Blocking; 009 Safe Mode Boot; 010 Downgrade Attack
defense-evasion | T1564 Hide Artifacts > 001 Hidden Files and Directories; 002 Hidden Users; 003 Hidden Window; 004 NTFS File Attributes; 008 Email Hiding Rules
defense-evasion | T1620 Reflective Code Loading
credential-access | T1003 OS Credential Dumping > 001 LSASS Memory; 002 Security Account Manager; 003 NTDS; 004 LSA Secrets; 005 Cached Domain Credentials; 006 DCSync; 007 Proc Filesystem; 008 /etc/passwd and /etc/shadow
credential-access discovery | T1040 Network Sniffing
credential-access collection | T1056 Input Capture > 001 Keylogging; 002 GUI Input Capture; 003 Web Portal Capture; 004 Credential API Hooking
credential-access | T1110 Brute Force > 001 Password Guessing; 002 Password Cracking; 003 Password Spraying; 004 Credential Stuffing
credential-access | T1187 Forced Authentication
credential-access | T1212 Exploitation for Credential Access
credential-access | T1528 Steal Application Access Token
credential-access | T1539 Steal Web Session Cookie
credential-access | T1552 Unsecured Credentials > 001 Credentials In Files; 002 Credentials in Registry; 003 Shell History; 004 Private Keys; 006 Group Policy Preferences
credential-access | T1555 Credentials from Password Stores > 001 Keychain; 003 Credentials from Web Browsers; 004 Windows Credential Manager; 005 Password Managers
credential-access persistence defense-evasion | T1556 Modify Authentication Process > 001 Domain Controller Authentication; 002 Password Filter DLL; 003 Pluggable Authentication Modules
credential-access collection | T1557 Adversary-in-the-Middle > 001 LLMNR/NBT-NS Poisoning and SMB Relay; 002 ARP Cache Poisoning
credential-access | T1558 Steal or Forge Kerberos Tickets > 001 Golden Ticket; 002 Silver Ticket; 003 Kerberoasting; 004 AS-REP Roasting
credential-access | T1649 Steal or Forge Authentication Certificates
discovery | T1007 System Service Discovery
discovery | T1012 Query Registry
discovery | T1016 System Network Configuration Discovery > 001 Internet Connection Discovery
discovery | T1018 Remote System Discovery
discovery | T1033 System Owner/User Discovery
discovery | T1046 Network Service Discovery
discovery | T1049 System Network Connections Discovery
discovery | T1057 Process Discovery
discovery | T1069 Permission Groups Discovery > 001 Local Groups; 002 Domain Groups
discovery | T1082 System Information Discovery
discovery | T1083 File and Directory Discovery
discovery | T1087 Account Discovery > 001 Local Account; 002 Domain Account; 003 Email Account
discovery | T1120 Peripheral Device Discovery
discovery | T1124 System Time Discovery
discovery | T1135 Network Share Discovery
discovery | T1201 Password Policy Discovery
discovery | T1482 Domain Trust Discovery
discovery | T1518 Software Discovery > 001 Security Software Discovery
discovery | T1614 System Location Discovery > 001 System Language Discovery
lateral-movement | T1021 Remote Services > 001 Remote Desktop Protocol; 002 SMB/Windows Admin Shares; 003 Distributed Component Object Model; 004 SSH; 005 VNC; 006 Windows Remote Management
lateral-movement | T1080 Taint Shared Content
lateral-movement | T1210 Exploitation of Remote Services
lateral-movement | T1534 Internal Spearphishing
lateral-movement defense-evasion | T1550 Use Alternate Authentication Material > 001 Application Access Token; 002 Pass the Hash; 003 Pass the Ticket; 004 Web Session Cookie
lateral-movement | T1563 Remote Service Session Hijacking > 001 SSH Hijacking; 002 RDP Hijacking
lateral-movement | T1570 Lateral Tool Transfer
collection | T1005 Data from Local System
collection | T1039 Data from Network Shared Drive
collection | T1074 Data Staged > 001 Local Data Staging; 002 Remote Data Staging
collection | T1113 Screen Capture
collection | T1114 Email Collection > 001 Local Email Collection; 002 Remote Email Collection; 003 Email Forwarding Rule
collection | T1115 Clipboard Data
collection | T1119 Automated Collection
collection | T1123 Audio Capture
collection | T1125 Video Capture
collection | T1185 Browser Session Hijacking
collection | T1560 Archive Collected Data > 001 Archive via Utility; 002 Archive via Library; 003 Archive via Custom Method
command-and-control | T1001 Data Obfuscation > 001 Junk Data; 002 Steganography; 003 Protocol or Service Impersonation
command-and-control | T1008 Fallback Channels
command-and-control | T1071 Application Layer Protocol > 001 Web Protocols; 002 File Transfer Protocols; 003 Mail Protocols; 004 DNS; 005 Publish/Subscribe Protocols
command-and-control | T1090 Proxy > 001 Internal Proxy; 002 External Proxy; 003 Multi-hop Proxy; 004 Domain Fronting
command-and-control | T1095 Non-Application Layer Protocol
command-and-control | T1102 Web Service > 001 Dead Drop Resolver; 002 Bidirectional Communication; 003 One-Way Communication
command-and-control | T1104 Multi-Stage Channels
command-and-control | T1105 Ingress Tool Transfer
command-and-control | T1132 Data Encoding > 001 Standard Encoding; 002 Non-Standard Encoding
command-and-control | T1219 Remote Access Tools > 001 IDE Tunneling; 002 Remote Desktop Software; 003 Remote Access Hardware
command-and-control | T1568 Dynamic Resolution > 001 Fast Flux DNS; 002 Domain Generation Algorithms; 003 DNS Calculation
command-and-control | T1571 Non-Standard Port
command-and-control | T1572 Protocol Tunneling
command-and-control | T1573 Encrypted Channel > 001 Symmetric Cryptography; 002 Asymmetric Cryptography
exfiltration | T1020 Automated Exfiltration
exfiltration | T1030 Data Transfer Size Limits
exfiltration | T1041 Exfiltration Over C2 Channel
exfiltration | T1048 Exfiltration Over Alternative Protocol > 001 Exfiltration Over Symmetric Encrypted Non-C2 Protocol; 002 Exfiltration Over Asymmetric Encrypted Non-C2 Protocol; 003 Exfiltration Over Unencrypted Non-C2 Protocol
exfiltration | T1052 Exfiltration Over Physical Medium > 001 Exfiltration over USB
exfiltration | T1567 Exfiltration Over Web Service > 001 Exfiltration to Code Repository; 002 Exfiltration to Cloud Storage; 003 Exfiltration to Text Storage Sites; 004 Exfiltration Over Webhook
impact | T1485 Data Destruction
impact | T1486 Data Encrypted for Impact
impact | T1489 Service Stop
impact | T1490 Inhibit System Recovery
impact | T1491 Defacement > 001 Internal Defacement; 002 External Defacement
impact | T1496 Resource Hijacking > 001 Compute Hijacking; 002 Bandwidth Hijacking
impact | T1498 Network Denial of Service > 001 Direct Network Flood; 002 Reflection Amplification
impact | T1499 Endpoint Denial of Service
impact | T1529 System Shutdown/Reboot
impact | T1531 Account Access Removal
impact | T1561 Disk Wipe > 001 Disk Content Wipe; 002 Disk Structure Wipe
impact | T1565 Data Manipulation > 001 Stored Data Manipulation
impact | T1657 Financial Theft
`;
