package main

import (
	"fmt"
	"math/rand"
	"strings"
)

func pick(r *rand.Rand, choices ...string) string { return choices[r.Intn(len(choices))] }

func chance(r *rand.Rand, percent int) bool { return r.Intn(100) < percent }

var plains = strings.Split("yes Yes YES no No NO on On ON off Off OFF y Y n N true True TRUE false False FALSE tRUE "+
	"null Null NULL ~ nULL .nan .NaN .NAN .inf .Inf .INF -.inf +.INF +.inf .nAn nan inf "+
	"0 1 -1 +1 00 01 08 09 0755 0o17 0O17 0o18 0x1F 0X1f 0xg 0b11 0B11 0b12 -0b11 +0b11 0b-11 0b+11 -0x1F +0x1f -0755 "+
	"1_000 1__0 _1 1_ 0_7 0x_1F 0b_1_1 -1_0 +1_0 1_0.5 1_0e1 "+
	"9007199254740993 9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 "+
	"18446744073709551615 18446744073709551616 +18446744073709551615 0xFFFFFFFFFFFFFFFF 0777777777777777777777 "+
	"1.0 1.50 1.10 .5 -.5 +.5 5. -5. . .. .e1 .5e3 .5_0 ._5 .5e1_0 1e3 1E3 1e+3 1e-3 1e 1.e3 1.5e400 1e999 -1e999 1e-999 .1e999 0e0 -0 -0.0 "+
	"1:30 1:30:45 190:20:30 190:20:30.15 12:30 2024-01-31 2024-1-3 2024-13-01 2024-01-31T10:00:00Z 2024-01-31t10:00:00+01:00 2001-12-14T21:59:43.10-05:00 "+
	"a abc a-b a_b http://x:80 a:b a/b a.b @x `x` %x !x &x *x |x >x -x --x ?x :x =x <x <<  = << a#b #a $x é 日本 🚀 x🚀y "+
	"null~ 1a 1.2.3 1-2 v1.10 0.0.0.0 --- ... -- - ? : , [ ] { } | > ' \" \\ a\\n", " ")

var chars = strings.Split(strings.Repeat("a b c 1 0 - _ . : ", 2)+"? , [ ] { } # & * ! | > ' \" % @ ` ~ < = \\ / $ ( ) + ; ^ é 日 🚀 x y n", " ")

func plain(r *rand.Rand) string {
	switch {
	case chance(r, 65):
		return pick(r, plains...)
	case chance(r, 40):
		return pick(r, plains...) + pick(r, " ", "  ", "\t", ": ", " #", " # ", ":", ", ") + pick(r, plains...)
	}
	var text strings.Builder
	for i := r.Intn(6); i >= 0; i-- {
		text.WriteString(pick(r, chars...))
		if chance(r, 10) {
			text.WriteString(" ")
		}
	}
	return text.String()
}

func single(r *rand.Rand, indent int) string {
	text := strings.ReplaceAll(plain(r), "'", pick(r, "''", "''", "'"))
	if chance(r, 15) {
		text += pick(r, "\n", "\n\n", " \n", "\n \n", "\n\t") + strings.Repeat(" ", indent+r.Intn(3)) + pick(r, plains...)
	}
	return "'" + text + pick(r, "'", "'", "'", "'", "'", "' ", "'x", "")
}

func double(r *rand.Rand, indent int) string {
	escapes := []string{`\n`, `\t`, `\0`, `\a`, `\b`, `\v`, `\f`, `\r`, `\e`, `\ `, `\"`, `\\`, `\/`, `\N`, `\_`, `\L`, `\P`, `\x41`, `\xe9`, `\x4`,
		`\u263A`, `\u12`, `\U0001F680`, `\U00110000`, `\uD800`, `\q`, "\\\n ", "\\\n", "\\  \n", `\'`, "\\\t", "\\u00e9", "\\x85", "\\u2028"}
	text := strings.ReplaceAll(strings.ReplaceAll(plain(r), `\`, `\\`), `"`, `\"`)
	for chance(r, 40) {
		text += pick(r, escapes...) + pick(r, "", "a", " b", "c ")
	}
	if chance(r, 15) {
		text += pick(r, "\n", "\n\n", " \n", "\n \n", "\\\n", "\n\t") + strings.Repeat(" ", indent+r.Intn(3)) + pick(r, plains...)
	}
	return `"` + text + pick(r, `"`, `"`, `"`, `"`, `"`, `" `, `"x`, "")
}

func block(r *rand.Rand, indent int) string {
	header := pick(r, "|", "|", "|", ">", ">") + pick(r, "", "", "", "-", "+", "2", "1", "-2", "2-", "+1", "0", "9", "- # c", " # c", "#c", " x", "  ")
	own := indent + pick2(r, 2, 2, 2, 1, 4, 0, 3)
	lines := []string{header}
	for i := r.Intn(5); i > 0; i-- {
		line := pick(r, "a", "b c", "- x", "k: v", "# no comment", "\tt", " more", "  still more", "", "", "x ", "'q'", "é🚀", "---", "...")
		if line != "" || chance(r, 30) {
			line = strings.Repeat(" ", own+pick2(r, 0, 0, 0, 0, 1, 2, -1)) + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n") + pick(r, "", "", "\n", "\n\n", "\n \n")
}

func pick2(r *rand.Rand, choices ...int) int {
	n := choices[r.Intn(len(choices))]
	if n < 0 {
		return 0
	}
	return n
}

func properties(r *rand.Rand) string {
	if !chance(r, 14) {
		return ""
	}
	anchor := "&" + pick(r, "a", "b", "a", "a-1", "é", "", "a:", "a,")
	tag := pick(r, "!!str", "!!int", "!!float", "!!bool", "!!null", "!!binary", "!!timestamp", "!!map", "!!seq", "!!set", "!!merge", "!x", "!",
		"!<tag:yaml.org,2002:str>", "!<tag:yaml.org,2002:int>", "!<x", "!e!x", "!!", "!!str,", "!t!str", "!%41", "!!s%74r", "!a!")
	return pick(r, anchor+" ", anchor+" ", tag+" ", tag+" ", tag+" ", anchor+" "+tag+" ", tag+" "+anchor+" ", anchor, tag+"\n")
}

func binary(r *rand.Rand) string {
	return "!!binary " + pick(r, "aGk=", "aGk", "/w==", "gIGC", `"aGVs
  bG8="`, "", "=", "aGk=aGk=", "/+8=", "'w6k='", "8J+agA==", "aG k=", "a===", "aGl=")
}

func scalar(r *rand.Rand, indent int) string {
	switch n := r.Intn(100); {
	case n < 60:
		return plain(r)
	case n < 72:
		return single(r, indent)
	case n < 84:
		return double(r, indent)
	case n < 90:
		return "*" + pick(r, "a", "b", "a", "c", "")
	case n < 93:
		return binary(r)
	case n < 96:
		return ""
	}
	return plain(r) + pick(r, "\n", "\n\n", "\n#c\n", " #c\n") + strings.Repeat(" ", indent+r.Intn(3)) + plain(r)
}

func gap(r *rand.Rand) string {
	return pick(r, "", "", "", "", " ", " ", " ", "\n ", "\n", "\t", " # c\n ", "#c\n", "\n\t")
}

func flow(r *rand.Rand, depth int) string {
	if depth == 0 || chance(r, 45) {
		return properties(r) + scalar(r, 1)
	}
	var text strings.Builder
	isMap := chance(r, 60)
	text.WriteString(properties(r) + pick(r, "{", "{", "{", "[")[:1])
	if !isMap {
		text.Reset()
		text.WriteString(properties(r) + "[")
	}
	for i := r.Intn(4); i > 0; i-- {
		text.WriteString(gap(r))
		if isMap || chance(r, 12) {
			text.WriteString(pick(r, "", "", "", "", "", "? ", "?", "<<: ", "<<: ") + flow(r, depth-1) + pick(r, ": ", ": ", ": ", ": ", ":", " : ", ":\n ", "", " "))
		}
		text.WriteString(flow(r, depth-1) + gap(r))
		if i > 1 || chance(r, 10) {
			text.WriteString(pick(r, ",", ",", ", ", ", ", " , ", ",,", " ", "\n,"))
		}
	}
	text.WriteString(pick(r, "", "", "", " ", "\n"))
	end := "]"
	if isMap {
		end = "}"
	}
	text.WriteString(pick(r, end, end, end, end, end, end, end, end, end, end, end, "]", "}", ""))
	return text.String()
}

func key(r *rand.Rand, indent int) string {
	switch n := r.Intn(100); {
	case n < 8:
		return "<<"
	case n < 16:
		return "? " + node(r, indent+2, 1) + "\n" + strings.Repeat(" ", indent)
	case n < 20:
		return flow(r, 1)
	}
	return properties(r) + pick(r, "a", "b", "c", "name", plain(r), plain(r), single(r, indent), double(r, indent), "*a ", "")
}

// node is a block node whose further lines are indented by indent.
func node(r *rand.Rand, indent, depth int) string {
	switch n := r.Intn(100); {
	case depth == 0 || n < 30:
		return properties(r) + scalar(r, indent)
	case n < 40:
		return properties(r) + block(r, indent)
	case n < 52:
		return flow(r, 2)
	case n < 75:
		return properties(r) + mapping(r, indent, depth)
	}
	return properties(r) + sequence(r, indent, depth)
}

func breaks(r *rand.Rand) string {
	return pick(r, "\n", "\n", "\n", "\n", "\n", "\n", "\n", "\n\n", "\n# c\n", " # c\n", "\n \n", "\n\t\n", " \n", "\n  # c\n", "")
}

func pad(r *rand.Rand, indent int) string {
	if chance(r, 4) {
		return strings.Repeat(" ", pick2(r, indent-1, indent+1, 0)) + pick(r, "", "\t")
	}
	return strings.Repeat(" ", indent)
}

func mapping(r *rand.Rand, indent, depth int) string {
	var text strings.Builder
	for i := 1 + r.Intn(4); i > 0; i-- {
		text.WriteString(key(r, indent) + pick(r, ":", ":", ":", ":", ":", ":", ":", " :", "", "::"))
		step := pick2(r, 2, 2, 2, 1, 4, 3)
		switch n := r.Intn(100); {
		case n < 55:
			text.WriteString(pick(r, " ", " ", " ", "  ", "\t", " \t") + properties(r) + pick(r, scalar(r, indent+step), scalar(r, indent+step), block(r, indent), flow(r, 2)))
		case n < 75:
			text.WriteString(pick(r, "\n", "\n", "\n", " &a\n", " # c\n", " !!map\n") + pad(r, indent+step) + node(r, indent+step, depth-1))
		case n < 90:
			text.WriteString("\n" + pad(r, indent) + sequence(r, indent, depth-1))
		default:
			text.WriteString(" " + node(r, indent+step, depth-1))
		}
		if i > 1 {
			text.WriteString(breaks(r) + pad(r, indent))
		}
	}
	return text.String()
}

func sequence(r *rand.Rand, indent, depth int) string {
	if depth < 0 {
		return scalar(r, indent)
	}
	var text strings.Builder
	for i := 1 + r.Intn(3); i > 0; i-- {
		space := pick(r, " ", " ", " ", " ", "  ", "\t", "\n"+strings.Repeat(" ", indent+2), "")
		text.WriteString("-" + space + node(r, indent+2, depth-1))
		if i > 1 {
			text.WriteString(breaks(r) + pad(r, indent))
		}
	}
	return text.String()
}

func mutate(r *rand.Rand, text string) string {
	characters := []rune(text)
	for i := 1 + r.Intn(3); i > 0 && len(characters) > 0; i-- {
		at := r.Intn(len(characters))
		odd := []rune("\t\n\r:-?,[]{}#&*!|>'\"%@` ~\\\u0085\u2028\ufeff\u00a0\u0001\u007f\u0080<=.0")
		switch r.Intn(4) {
		case 0:
			characters = append(characters[:at:at], characters[at+1:]...)
		case 1:
			characters[at] = odd[r.Intn(len(odd))]
		default:
			characters = append(characters[:at:at], append([]rune{odd[r.Intn(len(odd))]}, characters[at:]...)...)
		}
	}
	return string(characters)
}

func soup(r *rand.Rand) string {
	var text strings.Builder
	for i := 1 + r.Intn(12); i > 0; i-- {
		text.WriteString(pick(r, append(chars, "- ", ": ", "? ", "\n", "\n  ", "\n- ", "a: ", "\t", "---\n", "...\n", "|\n ", "&a ", "*a", "<<: ", "!!str ", ", ")...))
	}
	return text.String()
}

func valueText(r *rand.Rand) string {
	var text string
	switch n := r.Intn(100); {
	case n < 34:
		text = mapping(r, 0, 3)
	case n < 48:
		text = sequence(r, 0, 3)
	case n < 82:
		text = properties(r) + flow(r, 3)
	case n < 90:
		text = node(r, 0, 3)
	default:
		return soup(r)
	}
	if chance(r, 4) {
		directives := pick(r, "%YAML 1.1\n", "%YAML 1.2\n", "%TAG ! !x\n", "%TAG !e! tag:yaml.org,2002:\n", "%FOO\n", "%YAML 1.1 # c\n", "%TAG !t! !\n%TAG !t! !\n", "%YAML 1.1\n%YAML 1.1\n", "%YAML 1.123\n", "%YAML 1\n")
		text = pick(r, directives+"---\n", directives+"--- ", directives, "---\n", "--- ", "---") + text
	}
	if chance(r, 6) {
		text = pick(r, "\n", " ", "\t", "# c\n", "  \n", "\ufeff", "...\n", " # c\n ") + text
	}
	if chance(r, 30) {
		text += pick(r, "\n", "\n", " ", "\n\n", "\n---\n", "\n---\nb: 2", "\n...\n", "\n... x", "\n--- [", "#c", " # c", "\n# c", "\t", "\n \n", "\nx", "\n}")
	}
	if chance(r, 15) {
		text = mutate(r, text)
	}
	if chance(r, 5) {
		text = strings.ReplaceAll(text, "\n", pick(r, "\r\n", "\r\n", "\r", "\u0085", "\u2028"))
	}
	if strings.HasPrefix(text, "\ufeff\ufeff") {
		return text[3:]
	}
	return text
}

// fileText is a resource file with text in block scalars: at its end, before other keys or before other documents.
func fileText(r *rand.Rand) string {
	var text strings.Builder
	pads := strings.Repeat(" ", r.Intn(3)*2)
	after := ""
	switch r.Intn(3) {
	case 0:
		after = "  " + pads + "- last\n"
		fmt.Fprintf(&text, "a: b\nspec:\n  manifests:\n  %s- %s", pads, fileBlock(r, 2+len(pads)))
	case 1:
		after = "  " + pads + "LAST: b\n"
		fmt.Fprintf(&text, "data:\n  %sKEY: %s", pads, fileBlock(r, 2+len(pads)))
	default:
		after = "last: b\n"
		fmt.Fprintf(&text, "schema: %s", fileBlock(r, 0))
	}
	if r.Intn(2) == 0 && strings.HasSuffix(text.String(), "\n") {
		text.WriteString(pick(r, after, after, "---\nb: c\n"))
	}
	return text.String()
}

func fileBlock(r *rand.Rand, indent int) string {
	var text strings.Builder
	text.WriteString(pick(r, "|", "|", ">") + pick(r, "", "", "", "-", "+", "2", "2-", "+2", " # c") + "\n")
	for i := 1 + r.Intn(4); i > 0; i-- {
		text.WriteString(strings.Repeat(" ", indent+2) + pick(r, "a: 1", "- b", "  deep", "x ", "# c", "{{ .X }}", "", "") + pick(r, "", "\n", "\n", "\n\n", "\n  \n", "\n"+strings.Repeat(" ", indent+r.Intn(7))+"\n"))
		if !strings.HasSuffix(text.String(), "\n") {
			break
		}
	}
	return text.String() + pick(r, "", "", "\n", strings.Repeat(" ", indent), strings.Repeat(" ", indent+2), "\n"+strings.Repeat(" ", indent+3), strings.Repeat(" ", indent+r.Intn(7))+"\n", strings.Repeat(" ", indent+r.Intn(7))+"\n"+strings.Repeat(" ", r.Intn(9))+"\n", "\n\n", "# c", "\n# c")
}
