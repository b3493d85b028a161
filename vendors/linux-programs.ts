// Files that a Linux distribution's packages put in their place: their hash must never be blocked, nor join two incidents.

/*
 * No product here names who signed a Linux file. Into these folders only root writes, and in practice packages; what an
 * attacker brings lies in /tmp, /var, /dev/shm, /home, /opt. Who has root may write here too: such a file is then treated
 * with more care than it deserves, and a person decides.
 */
const PACKAGED = /^\/(usr\/)?(bin|sbin|lib|lib64|libexec)\/(?!.*\/\.\.\/)./;

export const isPackagedProgram = (path: string): boolean => PACKAGED.test(path);
