// Makes the built client smaller without changing what it does: `node frontend/shrink.mjs target/site/pkg`.
//
// Three things that the tools write are only for people, or are left over from the cut into chunks:
// - Script and WebAssembly refer to each other's functions by long names, most of which end in random digits. Here they
//   get names of one or two letters.
// - The first file's table of functions has a place for each function of a chunk. It is empty until the chunk is
//   loaded, and tables are empty by themselves, so that nothing has to be written there.
// - The script that loads the chunks repeats a function for each of them.
//
// It must never fail quietly: if the tools write something else one day, the build ends with an error here.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [FUNCTION, TABLE, MEMORY, GLOBAL] = [0, 1, 2, 3];
const [IMPORTS, EXPORTS, ELEMENTS] = [2, 7, 9];
/** The names of functions that only `portico.js` uses. */
const INTERNAL = /^(_RINv|__wbindgen_|__wbg_|__externref_|intounderlying)/;
const BINDINGS = './portico_bg.js';
const LOADER = './__wasm_split.______________________.js';

/** Reads the values of a WebAssembly section one after the other. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = this.byte();
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte & 128);
    return value;
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  name() {
    return this.take(this.number()).toString();
  }

  list(read) {
    return Array.from({ length: this.number() }, read);
  }

  /** The bytes that `read` goes over. */
  raw(read) {
    const start = this.at;
    read();
    return this.bytes.subarray(start, this.at);
  }
}

function number(value) {
  const low = value % 128;
  return value < 128 ? [low] : [low | 128, ...number(Math.floor(value / 128))];
}

/** An `i32.const` that is not negative, as the place of a segment in the table. */
function constant(value) {
  const low = value % 128;
  return value < 64 ? [low] : [low | 128, ...constant(Math.floor(value / 128))];
}

const name = (text) => [...number(text.length), ...Buffer.from(text)];
const list = (items) => [...number(items.length), ...items.flat()];

function sectionsOf(module) {
  const reader = new Reader(module, 8);
  const sections = [];
  while (reader.at < module.length) {
    sections.push({ id: reader.byte(), body: reader.take(reader.number()) });
  }
  return sections;
}

function moduleOf(sections) {
  return Buffer.concat([
    Buffer.from('\0asm\x01\0\0\0', 'latin1'),
    ...sections.map(({ id, body }) => Buffer.from([id, ...number(body.length), ...body])),
  ]);
}

function importsIn(body) {
  const reader = new Reader(body);
  const limits = () => {
    const hasMaximum = reader.number() & 1;
    reader.number();
    if (hasMaximum) reader.number();
  };
  const type = () => {
    const kind = reader.byte();
    if (kind === FUNCTION) return reader.number();
    if (kind === TABLE) reader.byte();
    if (kind === TABLE || kind === MEMORY) return limits();
    if (kind === GLOBAL) return reader.take(2);
    throw new Error(`an import of the unknown kind ${kind}`);
  };
  return reader.list(() => ({ module: reader.name(), field: reader.name(), type: reader.raw(type) }));
}

function exportsIn(body) {
  const reader = new Reader(body);
  return reader.list(() => ({ field: reader.name(), kind: reader.byte(), index: reader.number() }));
}

/** Leaves out the empty places of a table. */
function withoutEmptyPlaces(body) {
  const reader = new Reader(body);
  const runs = [];
  reader.list(() => {
    const flag = reader.number();
    if (flag !== 0 && flag !== 4) throw new Error(`elements with the unknown flag ${flag}`);
    if (reader.byte() !== 0x41) throw new Error('elements at a place that is not constant');
    let place = reader.number();
    reader.byte();
    let run = null;
    reader.list(() => {
      let index = null;
      if (flag === 0) {
        index = reader.number();
      } else {
        const isFunction = reader.byte() === 0xd2;
        index = isFunction ? reader.number() : (reader.byte(), null);
        reader.byte();
      }
      if (index === null) {
        run = null;
      } else if (run) {
        run.functions.push(number(index));
      } else {
        run = { place, functions: [number(index)] };
        runs.push(run);
      }
      place += 1;
    });
  });
  return list(runs.map((run) => [0, 0x41, ...constant(run.place), 0x0b, ...list(run.functions)]));
}

/** `a` to `z`, `aa`, `ab` and so on. */
function shortName(at) {
  const letter = String.fromCharCode(97 + (at % 26));
  return at < 26 ? letter : shortName(Math.floor(at / 26) - 1) + letter;
}

/** Gives each of these names a short one, in the order in which the script has them. */
function shortNames(names, script) {
  const words = new Set(script.match(/[\w$]+/g));
  return new Map([...words].filter((word) => names.has(word)).map((word, at) => [word, shortName(at)]));
}

function replaced(text, found, replacement) {
  const result = text.replaceAll(found, replacement);
  if (result === text) throw new Error(`there is no ${found}`);
  return result;
}

/** Shortens the names by which the first file and its script refer to each other. */
function rename(module, script) {
  const sections = sectionsOf(module);
  const body = (id) => sections.find((section) => section.id === id).body;
  const [imports, exported] = [importsIn(body(IMPORTS)), exportsIn(body(EXPORTS))];
  const bound = new Set(imports.filter((one) => one.module === BINDINGS).map((one) => one.field));
  const internal = exported.map((one) => one.field).filter((field) => INTERNAL.test(field));
  const [ins, outs] = [shortNames(bound, script), shortNames(new Set(internal), script)];
  if ([...bound].some((field) => !ins.has(field) || outs.has(field))) {
    throw new Error('the names of script and client differ');
  }
  const modules = new Map([[BINDINGS, 'a'], [LOADER, 'b']]);
  const sectionWith = new Map([
    [IMPORTS, list(imports.map(({ module, field, type }) =>
      [...name(modules.get(module)), ...name(module === BINDINGS ? ins.get(field) : field), ...type]))],
    [EXPORTS, list(exported.map(({ field, kind, index }) =>
      [...name(outs.get(field) ?? field), kind, ...number(index)]))],
  ]);
  let text = script.replace(/[\w$]+/g, (word) => ins.get(word) ?? outs.get(word) ?? word);
  text = replaced(text, `"${BINDINGS}":`, 'a:');
  text = replaced(text, `"${LOADER}":`, 'b:');
  return [moduleOf(sections.map(({ id, body }) => ({ id, body: sectionWith.get(id) ?? body }))), text];
}

const LOAD = 'const load=(name,parts)=>makeLoad(()=>{const file=fetch(new URL(`./${name}.wasm`,import.meta.url));'
  + 'return imports=>WebAssembly.instantiateStreaming(file,imports)},parts);\n';
const ONE_LOAD = new RegExp([
  /makeLoad\(\(\) => \{/,
  /const src = fetch\(new URL\("\.\/(\w+)\.wasm", import\.meta\.url\)\);/,
  /return async \(imports\) => \(WebAssembly\.instantiateStreaming\(src, imports\)\);/,
  /\}/,
  /, \[([^\]]*)\]\)/,
].map((line) => line.source).join('\\s*'), 'g');

/** Writes the script that loads the chunks without comments and repetition. */
function shortLoader(script) {
  let text = script.replace(/\/\*.*?\*\/|^\s*\/\/.*$/gm, '');
  text = replaced(text, ONE_LOAD, (_, file, parts) => `load("${file}",[${parts.replaceAll(' ', '')}])`);
  text = replaced(text, /__chunk_(\d+)/g, 'c$1');
  text = replaced(text, 'function makeLoad', `${LOAD}function makeLoad`);
  return text.replace(/\s*\n\s*/g, '\n').replace(/ (=|=>) /g, '$1').trim();
}

const folder = process.argv[2];
const at = (file) => join(folder, file);
const [module, script] = rename(readFileSync(at('portico.wasm')), readFileSync(at('portico.js'), 'utf8'));
writeFileSync(at('portico.wasm'), module);
writeFileSync(at('portico.js'), script);
writeFileSync(at(LOADER), shortLoader(readFileSync(at(LOADER), 'utf8')));
for (const file of readdirSync(folder).filter((file) => file.endsWith('.wasm'))) {
  const sections = sectionsOf(readFileSync(at(file)));
  const smaller = sections.map(({ id, body }) => ({ id, body: id === ELEMENTS ? withoutEmptyPlaces(body) : body }));
  writeFileSync(at(file), moduleOf(smaller));
}
