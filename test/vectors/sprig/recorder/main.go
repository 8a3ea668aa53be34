// Records how the operator's version of sprig renders templates: see ../README.md.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
)

// The configuration that the templates see; the test has the same.
var data = map[string]interface{}{"ConfigData": map[string]interface{}{
	"huge":  uint64(18446744073709551615),
	"above": uint64(9223372036854775808),
	"big":   int(9223372036854775807),
	"least": int(-9223372036854775808),
	"float": 2.9,
	"wide":  1e19,
	"yes":   true,
	"none":  nil,
	"list":  []interface{}{1, 2, 3, 4, 5},
}}

var plain = []string{"huge", "above", "big", "least", "float", "wide", "yes", "none", "list"}

var unary = []string{"int", "int64", "add", "add1", "float64", "floor", "ceil", "toDecimal"}
var binary = []string{"add", "sub", "mul", "div", "mod", "max", "min", "biggest"}
var cases = []string{"camelcase", "snakecase", "kebabcase", "upper", "lower", "title", "untitle", "swapcase", "initials"}
var operators = []string{"", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"}

func pick(random *rand.Rand, from []string) string { return from[random.Intn(len(from))] }

// from returns a text of random characters from the given ones.
func from(random *rand.Rand, characters string, most int) string {
	runes := []rune(characters)
	var text strings.Builder
	for count := random.Intn(most + 1); count > 0; count-- {
		text.WriteRune(runes[random.Intn(len(runes))])
	}
	return text.String()
}

// number is text that is an integer, or nearly one.
func number(random *rand.Rand) string {
	switch random.Intn(8) {
	case 1:
		return pick(random, []string{"0", "00"}) + from(random, "0123456789", 4)
	case 2:
		return pick(random, []string{"0x", "0X", "0o", "0O", "0b", "-0x"}) + from(random, "0123456789abF_", 4)
	case 3:
		return from(random, "0123456789_", 6)
	case 4:
		return from(random, "0123456789", 3) + "." + from(random, "0123456789", 3)
	case 5:
		return pick(random, []string{"9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "99999999999999999999999"})
	case 6:
		return pick(random, []string{"", " 7", "7 ", "1e3", "true", "+", "-", "++1", "1,000", "٣", "1\n", "NaN", "Inf"})
	}
	return pick(random, []string{"", "", "+", "-"}) + from(random, "0123456789", 5)
}

func argument(random *rand.Rand) string {
	if random.Intn(4) == 0 {
		return ".ConfigData." + pick(random, plain[:8])
	}
	return quoted(number(random))
}

func quoted(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		log.Fatal(err)
	}
	return string(encoded)
}

func segment(random *rand.Rand) string {
	return pick(random, []string{"0", "0", "1", "1", "2", "3", "10", "01"})
}

func version(random *rand.Rand, wildcards bool) string {
	text := pick(random, []string{"", "", "", "v"}) + segment(random)
	for count := random.Intn(3); count >= 0 && random.Intn(7) > 0; count-- {
		part := segment(random)
		if wildcards && random.Intn(4) == 0 {
			part = pick(random, []string{"x", "X", "*"})
		}
		text += "." + part
	}
	if random.Intn(4) == 0 {
		text += "-" + pick(random, []string{"alpha", "alpha.1", "beta", "1", "01", "rc.2"})
	}
	if random.Intn(9) == 0 {
		text += "+" + pick(random, []string{"build", "1"})
	}
	return text
}

func constraint(random *rand.Rand) string {
	one := func() string {
		if random.Intn(12) == 0 {
			return version(random, true) + " - " + version(random, true)
		}
		if random.Intn(25) == 0 {
			return pick(random, []string{"*", "x", "^*", "~x", "> *", "", "^", "1.2.3.4"})
		}
		return pick(random, operators) + pick(random, []string{"", "", " "}) + version(random, true)
	}
	text := one()
	for random.Intn(3) == 0 {
		text += pick(random, []string{", ", ",", " || ", "||"}) + one()
	}
	return text
}

func templateText(random *rand.Rand) string {
	switch random.Intn(7) {
	case 0, 1:
		return fmt.Sprintf("{{ %s %s }}", pick(random, unary), argument(random))
	case 2:
		return fmt.Sprintf("{{ %s %s %s }}", pick(random, binary), argument(random), argument(random))
	case 3:
		return fmt.Sprintf("{{ slice .ConfigData.list %s %s }}", quoted(segment(random)), argument(random))
	case 4:
		return fmt.Sprintf("{{ %s %s }}", pick(random, cases), quoted(from(random, "aabBcCXYZ01 _-__.,é日", 9)))
	case 5:
		return fmt.Sprintf("{{ (semver %s).String }}", quoted(version(random, false)))
	}
	return fmt.Sprintf("{{ semverCompare %s %s }}", quoted(constraint(random)), quoted(version(random, false)))
}

func render(text string) (result interface{}) {
	defer func() {
		if recover() != nil {
			result = nil
		}
	}()
	parsed, err := template.New("template").Funcs(sprig.TxtFuncMap()).Parse(text)
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	if parsed.Execute(&out, data) != nil {
		return nil
	}
	return out.String()
}

func main() {
	seed := flag.Int64("seed", 20261128, "of the generated templates")
	count := flag.Int("count", 12000, "renderings")
	path := flag.String("out", "../renderings.jsonl.gz", "where the recording goes")
	flag.Parse()
	file, err := os.Create(*path)
	if err != nil {
		log.Fatal(err)
	}
	packed, _ := gzip.NewWriterLevel(file, gzip.BestCompression)
	out := bufio.NewWriter(packed)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	random := rand.New(rand.NewSource(*seed))
	seen := map[string]bool{}
	for len(seen) < *count {
		text := templateText(random)
		if seen[text] {
			continue
		}
		seen[text] = true
		if err := encoder.Encode([]interface{}{text, render(text)}); err != nil {
			log.Fatal(err)
		}
	}
	out.Flush()
	packed.Close()
	file.Close()
}
