/** Notes one problem at a JSON pointer. */
export type Note = (problem: string, at: string) => void;
/** Looks at one value and notes what Slack would refuse. */
export type Rule = (value: unknown, at: string, note: Note) => void;
export type Fields = Readonly<Record<string, Rule>>;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string of `min` to `max` characters. */
export function text(max: number, min = 1): Rule {
  return (value, at, note) => {
    if (typeof value !== 'string') return note('must provide a string', at);
    if (value.length < min) note(`must be more than ${min - 1} characters`, at);
    if (value.length > max) note(`must be less than ${max + 1} characters`, at);
  };
}

export function pattern(expression: RegExp, what: string): Rule {
  return (value, at, note) => {
    if (typeof value !== 'string' || !expression.test(value)) note(`must be ${what}`, at);
  };
}

export const boolean: Rule = (value, at, note) => {
  if (typeof value !== 'boolean') note('must provide a boolean', at);
};

export function integer(min: number, max: number): Rule {
  return (value, at, note) => {
    if (!Number.isInteger(value)) return note('must provide an integer', at);
    if (Number(value) < min) note(`must be greater than ${min - 1}`, at);
    if (Number(value) > max) note(`must be less than ${max + 1}`, at);
  };
}

export const anyNumber: Rule = (value, at, note) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) note('must provide a number', at);
};

export function oneOf(...values: readonly string[]): Rule {
  return (value, at, note) => {
    if (typeof value !== 'string' || !values.includes(value)) {
      note(`must be a valid enum value: one of ${values.join(', ')}`, at);
    }
  };
}

export function list(rule: Rule, max: number, min = 1): Rule {
  return (value, at, note) => {
    if (!Array.isArray(value)) return note('must provide an array', at);
    if (value.length < min) note(`no less than ${min} items allowed`, at);
    if (value.length > max) note(`no more than ${max} items allowed`, at);
    value.forEach((item, index) => {
      rule(item, `${at}/${index}`, note);
    });
  };
}

/** An object with these fields and no others. */
export function object(required: Fields, optional: Fields = {}): Rule {
  return (value, at, note) => {
    if (!isObject(value)) return note('must provide an object', at);
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) note(`missing required field: ${name}`, at);
    }
    for (const [name, part] of Object.entries(value)) {
      if (part !== undefined) field(name)(part, `${at}/${pointerPart(name)}`, note);
    }
  };

  function field(name: string): Rule {
    return ownField(required, name) ?? ownField(optional, name) ?? unknownField(name);
  }
}

function unknownField(name: string): Rule {
  return (_, at, note) => note(`invalid additional property: ${name}`, at.slice(0, at.lastIndexOf('/')));
}

/** An object whose `type` says which rule holds. */
export function byType(rules: Fields): Rule {
  return (value, at, note) => {
    if (!isObject(value)) return note('must provide an object', at);
    const type = value.type;
    if (type === undefined) return note('missing required field: type', at);
    const rule = typeof type === 'string' ? ownField(rules, type) : undefined;
    if (rule === undefined) return note(`unsupported type: ${String(type)}`, `${at}/type`);
    rule(value, at, note);
  };
}

/** Every one of the rules must hold. */
export function all(...rules: readonly Rule[]): Rule {
  return (value, at, note) => {
    for (const rule of rules) rule(value, at, note);
  };
}

/** A rule on an object that passes anything else: the object's own rule has complained already. */
export function also(check: (value: Readonly<Record<string, unknown>>, at: string, note: Note) => void): Rule {
  return (value, at, note) => {
    if (isObject(value)) check(value, at, note);
  };
}

/** Names come from outside: `constructor` must not find what every object inherits. */
function ownField(fields: Fields, name: string): Rule | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
