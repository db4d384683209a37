// From what a person types to a workspace's address, or why it is none. HTTPS always; the port may be left out.

export type Address = { address: string } | { problem: string };

/** "harbor.example:8443" -> { address: "https://harbor.example:8443" }. */
export function readAddress(typed: string): Address {
  const text = typed.trim();
  if (text === '') return { problem: 'Type the address that your workspace’s administrator gave you.' };
  if (/^http:\/\//i.test(text)) return { problem: 'A workspace is reached over https only.' };
  if (/\s/.test(text)) return { problem: 'An address has no spaces.' };
  let url: URL;
  try {
    url = new URL(/^https:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    return { problem: 'This is not an address. It looks like workspace.example:8443.' };
  }
  if (url.protocol !== 'https:' || url.hostname === '') return { problem: 'This is not an address. It looks like workspace.example:8443.' };
  if (url.username !== '' || url.password !== '') return { problem: 'Leave name and password out of the address; you sign in later.' };
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '') return { problem: 'Only host and port, nothing after them.' };
  return { address: url.origin };
}
