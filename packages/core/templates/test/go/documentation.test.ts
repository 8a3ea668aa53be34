import { compatibleOptions, isFailure, parse, render } from "@kalypso-actions/go-template";
import { expect, test } from "vitest";
import { goData } from "../../src/go/data.ts";

// Examples in the style of https://pkg.go.dev/text/template and https://masterminds.github.io/sprig: what each function
// is for, in addition to the recorded corner cases of test/vectors.
const examples: readonly (readonly [what: string, template: string, result: string])[] = [
  ["Go: text and spaces", "{{23 -}} < {{- 45}}", "23<45"],
  ["Go: comments leave nothing", "a{{/* a comment */}}b{{- /* trimmed */ -}} c", "abc"],
  [
    "Go: a pipeline with a declared variable",
    '{{with $x := "output" | printf "%q"}}{{$x}}{{end}}',
    '"output"',
  ],
  [
    "Go: arguments are chained from the right",
    '{{printf "%d %d" 1 | printf "%s %s" "a"}}',
    "a 1 %!d(MISSING)",
  ],
  ["Go: nested pipelines", '{{"put" | printf "%s%s" "out" | printf "%q"}}', '"output"'],
  ["Go: a raw string", '{{`"output"`}}', '"output"'],
  ["Go: a printed string", '{{printf "%q" (print "out" "put")}}', '"output"'],
  [
    "Go: and returns the first empty argument",
    '{{and 1 0 2}}{{and 1 2 3}}{{or 0 "" "x" "y"}}{{or 0 ""}}',
    "03x",
  ],
  [
    "Go: eq takes several",
    "{{eq 3 1 2 3}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt 2 1}} {{ge 1 2}}",
    "true true true true true false",
  ],
  [
    "Go: range over a list with its index",
    '{{range $i, $v := splitList "," "a,b,c"}}{{$i}}={{$v}};{{end}}',
    "0=a;1=b;2=c;",
  ],
  ["Go: range else", "{{range list}}x{{else}}empty{{end}}", "empty"],
  [
    "Go: break and continue",
    "{{range until 9}}{{if eq . 2}}{{continue}}{{end}}{{if eq . 5}}{{break}}{{end}}{{.}}{{end}}",
    "0134",
  ],
  ["Go: variables live in their block", "{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21"],
  [
    "Go: assignment reaches outside its block",
    "{{$x := 1}}{{range until 3}}{{$x = add $x .}}{{end}}{{$x}}",
    "4",
  ],
  [
    "Go: define, template, block",
    '{{define "T1"}}ONE{{end}}{{define "T2"}}TWO {{.}}{{end}}{{template "T1"}} {{template "T2" "x"}}{{block "B" 3}} B{{.}}{{end}}',
    "ONE TWO x B3",
  ],
  ["Go: with else", '{{with ""}}x{{else}}none{{end}}', "none"],
  [
    "Go: index into lists and maps",
    '{{index (list "a" "b") 1}} {{index (dict "x" (list 7 8)) "x" 1}}',
    "b 8",
  ],
  ["Go: len counts bytes", '{{len "é"}} {{len (list 1 2)}} {{len (dict "a" 1)}}', "2 2 1"],
  [
    "Go: printf",
    '{{printf "%5d|%-5d|%05d|%x|%X|%o|%b|%c|%U|%q" 42 42 42 255 255 8 5 65 65 "hi"}}',
    '   42|42   |00042|ff|FF|10|101|A|U+0041|"hi"',
  ],
  [
    "Go: printf of floats",
    '{{printf "%f %.2f %e %g %8.3f|" 3.14159 3.14159 314159.0 1e21 3.14159}}',
    "3.141590 3.14 3.141590e+05 1e+21    3.142|",
  ],
  [
    "Go: printf of values",
    '{{printf "%v %+v %T %T %T" (list 1 "a") (dict "k" 1) 1 "s" (dict)}}',
    "[1 a] map[k:1] int string map[string]interface {}",
  ],
  [
    "Go: a wrong verb is reported in the output",
    '{{printf "%d %!" "x"}} {{printf "%d"}} {{printf "x" 1}}',
    "%!d(string=x) %!!(MISSING) %!d(MISSING) x%!(EXTRA int=1)",
  ],
  ["Go: print puts spaces between numbers", '{{print 1 2 "a" "b" 3 4}}', "1 2ab3 4"],
  [
    "Go: html, js, urlquery",
    '{{html "<a href=\'x\'>&</a>"}} {{js "it\'s \\"x\\" <y>"}} {{urlquery "a b&c=é"}}',
    '&lt;a href=&#39;x&#39;&gt;&amp;&lt;/a&gt; it\\\'s \\"x\\" \\u003Cy\\u003E a+b%26c%3D%C3%A9',
  ],
  [
    "sprig: trim, trimAll, trimSuffix, trimPrefix",
    '[{{trim "   hello    "}}] {{trimAll "$" "$5.00"}} {{trimSuffix "-" "hello-"}} {{trimPrefix "-" "-hello"}}',
    "[hello] 5.00 hello hello",
  ],
  [
    "sprig: case",
    '{{upper "hello"}} {{lower "HELLO"}} {{title "hello world"}} {{untitle "Hello World"}} {{swapcase "This Is A.Test"}}',
    "HELLO hello Hello World hello world tHIS iS a.tEST",
  ],
  [
    "sprig: repeat, substr, trunc, nospace",
    '{{repeat 3 "hello"}} {{substr 0 5 "hello world"}} {{trunc 5 "hello world"}} {{trunc -5 "hello world"}} {{nospace "hello w o r l d"}}',
    "hellohellohello hello hello world helloworld",
  ],
  [
    "sprig: abbrev, abbrevboth, initials",
    '{{abbrev 5 "hello world"}} {{abbrevboth 5 10 "1234 5678 9123"}} {{initials "First Try"}}',
    "he... ...5678... FT",
  ],
  [
    "sprig: wrap and wrapWith",
    '{{wrap 10 "some text that is long"}} {{wrapWith 5 "\\t" "Hello World"}}',
    "some text\nthat is\nlong Hello\tWorld",
  ],
  [
    "sprig: contains, hasPrefix, hasSuffix",
    '{{contains "cat" "catch"}} {{hasPrefix "cat" "catch"}} {{hasSuffix "ch" "catch"}}',
    "true true true",
  ],
  [
    "sprig: quote, squote, cat",
    '{{quote "a" 1 nil "b\\"c"}} {{squote "a" 1}} {{cat "hello" "beautiful" 1}}',
    '"a" "1" "b\\"c" \'a\' \'1\' hello beautiful 1',
  ],
  [
    "sprig: indent, nindent, replace, plural",
    '{{indent 4 "a\\nb"}}{{nindent 2 "c"}} {{"I Am Henry VIII" | replace " " "-"}} {{plural "one anchovy" "many anchovies" 1}} {{plural "one anchovy" "many anchovies" 2}}',
    "    a\n    b\n  c I-Am-Henry-VIII one anchovy many anchovies",
  ],
  [
    "sprig: snakecase, camelcase, kebabcase",
    '{{snakecase "FirstName"}} {{camelcase "http_server"}} {{kebabcase "FirstName"}} {{snakecase "HTTPServer2xx"}}',
    "first_name HttpServer first-name http_server_2xx",
  ],
  [
    "sprig: regular expressions",
    '{{regexMatch "^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\\\.[A-Za-z]{2,}$" "test@acme.com"}} {{regexFindAll "[2,4,6,8]" "123456789" -1}} {{regexFind "[a-zA-Z][1-9]" "abcd1234"}} {{regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W"}} {{regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "${1}"}} {{regexSplit "z+" "pizza" -1}} {{regexQuoteMeta "1.2.3"}}',
    "true [2 4 6 8] d1 -W-xxW- -${1}-${1}- [pi a] 1\\.2\\.3",
  ],
  [
    "sprig: splitList, split, splitn, join, sortAlpha",
    '{{splitList "$" "foo$bar$baz"}} {{$a := split "$" "foo$bar$baz"}}{{$a._0}} {{$b := splitn "$" 2 "foo$bar$baz"}}{{$b._1}} {{list "hello" "world" | join "_"}} {{list 1 2 3 | join "+"}} {{sortAlpha (list "c" "a" "b")}}',
    "[foo bar baz] foo bar$baz hello_world 1+2+3 [a b c]",
  ],
  [
    "sprig: arithmetic",
    "{{add 1 2 3}} {{add1 1}} {{sub 5 2}} {{div 7 2}} {{mod 7 2}} {{mul 1 2 3}} {{max 1 2 3}} {{min 1 2 3}} {{floor 123.9999}} {{ceil 123.001}} {{round 123.555555 3}} {{round 123.5 0}}",
    "6 2 3 3 1 6 3 1 123 124 123.556 124",
  ],
  [
    "sprig: decimal arithmetic",
    "{{addf 0.1 0.2}} {{subf 7.5 2 3}} {{mulf 1.5 2 2}} {{divf 10 2 4}} {{add1f 1.5}} {{maxf 1 2.5 3}} {{minf 1.5 2 3}}",
    "0.3 2.5 6 1.25 2.5 3 1.5",
  ],
  [
    "sprig: sequences",
    "{{until 5}} {{untilStep 3 6 2}} {{seq 5}} {{seq -3}} {{seq 0 2}} {{seq 2 -2}} {{seq 0 2 10}} {{seq 0 -2 -5}}",
    "[0 1 2 3 4] [3 5] 1 2 3 4 5 1 0 -1 -2 -3 0 1 2 2 1 0 -1 -2 0 2 4 6 8 10 0 -2 -4",
  ],
  [
    "sprig: default, empty, coalesce, all, any, ternary",
    '{{default "foo" ""}} {{empty 0}} {{coalesce 0 1 2}} {{all 0 1 2}} {{any 0 1 2}} {{ternary "foo" "bar" true}} {{false | ternary "foo" "bar"}}',
    "foo true 1 false true foo bar",
  ],
  [
    "sprig: JSON",
    '{{toJson (dict "a" (list 1 "<b>" nil))}} {{toRawJson (dict "a" "<b>")}} {{toPrettyJson (dict "a" 1)}} {{(fromJson "{\\"foo\\": 55}").foo}}',
    '{"a":[1,"\\u003cb\\u003e",null]} {"a":"<b>"} {\n  "a": 1\n} 55',
  ],
  [
    "sprig: encodings",
    '{{b64enc "hello"}} {{b64dec "aGVsbG8="}} {{b32enc "hello"}} {{b32dec "NBSWY3DP"}} {{sha1sum "Hello world!"}} {{sha256sum "Hello world!"}} {{adler32sum "Hello world!"}}',
    "aGVsbG8= hello NBSWY3DP hello d3486ae9136e7856bc42212385ea797094475802 c0535e4be2b79ffd93291305436bf889314e4a3faec05ecffcbb7df31ad9e51a 487130206",
  ],
  [
    "sprig: lists",
    '{{$l := list 1 2 3 4 5}}{{first $l}} {{rest $l}} {{last $l}} {{initial $l}} {{append $l 6}} {{prepend $l 0}} {{concat $l (list 6 7)}} {{reverse $l}} {{uniq (list 1 1 2)}} {{without $l 3}} {{has 4 $l}} {{compact (list 1 "a" "foo" "")}} {{slice $l 1 3}} {{chunk 3 (list 1 2 3 4 5 6 7 8)}}',
    "1 [2 3 4 5] 5 [1 2 3 4] [1 2 3 4 5 6] [0 1 2 3 4 5] [1 2 3 4 5 6 7] [5 4 3 2 1] [1 2] [1 2 4 5] true [1 a foo] [2 3] [[1 2 3] [4 5 6] [7 8]]",
  ],
  [
    "sprig: dictionaries",
    '{{$d := dict "name1" "value1" "name2" "value2" "name3" "value 3"}}{{get $d "name1"}} {{$_ := set $d "name4" "value4"}}{{hasKey $d "name4"}} {{$_ := unset $d "name4"}}{{hasKey $d "name4"}} {{pluck "name1" $d (dict "name1" "x")}} {{keys (dict "a" 1)}} {{pick $d "name1" "name2"}} {{omit $d "name1" "name3"}} {{dig "user" "role" "name" "guest" (dict "user" (dict "role" (dict "name" "x")))}} {{values (dict "a" 1)}}',
    "value1 true false [value1 x] [a] map[name1:value1 name2:value2] map[name2:value2] x [1]",
  ],
  [
    "sprig: merge fills, mergeOverwrite replaces",
    '{{merge (dict "a" 1 "c" (dict "x" 1)) (dict "a" 2 "b" 3 "c" (dict "y" 2))}} {{mergeOverwrite (dict "a" 1 "b" 2) (dict "a" 3)}}',
    "map[a:1 b:3 c:map[x:1 y:2]] map[a:3 b:2]",
  ],
  [
    "sprig: conversions",
    '{{atoi "42"}} {{float64 "1.5"}} {{int "42"}} {{int64 "0x10"}} {{toDecimal "777"}} {{toString 5}} {{toStrings (list 1 2)}}',
    "42 1.5 42 16 511 5 [1 2]",
  ],
  [
    "sprig: types",
    '{{kindOf "hello"}} {{kindOf (list)}} {{kindIs "int" 123}} {{typeOf 1}} {{typeOf (dict)}} {{typeIs "string" "a"}} {{deepEqual (list 1 2) (list 1 2)}}',
    "string slice true int map[string]interface {} true true",
  ],
  [
    "sprig: paths",
    '{{base "foo/bar/baz"}} {{dir "foo/bar/baz"}} {{clean "foo/bar/../baz"}} {{ext "foo.bar"}} {{isAbs "/foo"}}',
    "baz foo/bar foo/baz .bar true",
  ],
  [
    "sprig: versions",
    '{{(semver "1.2.3-alpha.1+123").Major}} {{semver "v1.2"}} {{semverCompare "^1.2.0" "1.4.5"}} {{semverCompare ">=1.2 <3.0.0 || >=4.2.3" "4.2.2"}} {{semverCompare "~1.2.3" "1.2.9"}} {{(semver "1.2.3").Compare (semver "1.4.5")}}',
    "1 1.2.0 true false true -1",
  ],
  [
    "sprig: URLs",
    '{{(urlParse "http://admin:secret@server.com:8080/api?list=false#anchor").host}} {{urlJoin (dict "fragment" "fragment" "host" "host:80" "path" "/path" "query" "query" "scheme" "http")}}',
    "server.com:8080 http://host:80/path?query#fragment",
  ],
  [
    "sprig: dates from numbers and strings",
    '{{date "2006-01-02" 1700000000}} {{toDate "2006-01-02" "2017-12-31" | date "02/01/2006"}} {{htmlDate 0}} {{duration "95"}} {{durationRound "2h10m5s"}} {{toDate "2006-01-02" "2024-02-28" | dateModify "24h" | date "Jan 2, 2006"}} {{dateInZone "15:04 MST" 1700000000 "America/New_York"}}',
    "2023-11-14 31/12/2017 1970-01-01 1m35s 2h Feb 29, 2024 17:13 EST",
  ],
  [
    "Go: range over a map in the order of its keys",
    '{{range $k, $v := dict "b" 2 "a" 1}}{{$k}}={{$v}} {{end}}',
    "a=1 b=2 ",
  ],
];

const data = goData({
  DeploymentTargetName: "",
  Namespace: "",
  Environment: "",
  Workspace: "",
  Workload: "",
  ClusterType: "",
  Labels: {},
  Manifests: {},
  ConfigData: {},
});

test.each(examples)("%s", (_, template, result) => {
  const parsed = parse("template", template, compatibleOptions);
  const outcome = isFailure(parsed) ? { failures: [parsed] } : render(parsed, data, compatibleOptions);
  expect(outcome).toEqual({ text: result });
});
