// Splits a text stream into server-sent events and hands on each event's data. Only `data:` lines matter here; an
// event may arrive in any number of pieces.
export class EventLines {
  private rest = '';
  private data: string[] = [];

  private readonly emit: (data: string) => void;

  constructor(emit: (data: string) => void) {
    this.emit = emit;
  }

  push(piece: string): void {
    const lines = (this.rest + piece).split(/\r?\n/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    if (line === '') {
      if (this.data.length > 0) this.emit(this.data.join('\n'));
      this.data = [];
    } else if (line.startsWith('data:')) {
      this.data.push(line.slice(5).replace(/^ /, ''));
    }
  }
}
