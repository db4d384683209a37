import { expect, test } from 'vitest';
import { readAddress } from './address';

test('host and port are enough', () => {
  expect(readAddress(' workspace.example:8443 ')).toEqual({ address: 'https://workspace.example:8443' });
  expect(readAddress('https://10.20.4.11:8443/')).toEqual({ address: 'https://10.20.4.11:8443' });
  expect(readAddress('[::1]:8443')).toEqual({ address: 'https://[::1]:8443' });
});

test('anything else says why it is refused', () => {
  for (const typed of ['', 'http://workspace.example', 'a b', 'https://', 'name:secret@workspace.example', 'workspace.example/api', 'workspace.example:99999']) {
    expect(readAddress(typed)).toHaveProperty('problem');
  }
});
