import {
  dictionary,
  GoStruct,
  isFailure,
  list,
  parse,
  render,
  strictOptions,
  TemplateSet,
  type Value,
} from "@kalypso-actions/go-template";

// One template. Its data is a struct with fixed fields, as in Go.
const data = new GoStruct(
  "main.Data",
  new Map<string, Value>([
    ["Name", "drone"],
    ["Ports", list([80n, 443n])],
  ]),
);
const template = parse("hello", "{{ .Name | upper }}:{{ range .Ports }} {{ . }}{{ end }}", strictOptions);
if (isFailure(template)) throw new Error(template.message);
console.log(render(template, data, strictOptions)); // { text: "DRONE: 80 443" }

// Every problem comes with Go's message and its offset in the text.
const broken = parse("broken", "{{ .Name | upprer }}", strictOptions);
if (isFailure(broken)) console.log(broken.message); // template: broken:1: function "upprer" not defined

// Nested values are maps and lists of interface {}.
const nested = new GoStruct("main.Data", new Map([["Config", dictionary([["replicas", 3n]])]]));
const yaml = parse("yaml", "{{ toYaml .Config }}", strictOptions);
if (!isFailure(yaml)) console.log(render(yaml, nested, strictOptions)); // { text: "replicas: 3" }

// Several texts that call each other, with custom functions, as Helm does with a chart.
const parsed = TemplateSet.parse(
  [
    { name: "name.tpl", text: '{{ define "name" }}{{ shout .name }}{{ end }}' },
    { name: "main", text: 'name: {{ include "name" . }}' },
  ],
  { shout: { parameters: ["string"], call: (text) => `${text}!` } },
);
if ("set" in parsed) console.log(parsed.set.execute("main", { name: "drone" })); // { text: "name: drone!" }
