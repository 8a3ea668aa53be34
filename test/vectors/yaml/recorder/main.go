// Records how gopkg.in/yaml.v2 reads values and gopkg.in/yaml.v3 reads files: see ../README.md.
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"sort"
	"strconv"
	"unicode/utf8"

	yaml2 "gopkg.in/yaml.v2"
	yaml3 "gopkg.in/yaml.v3"
)

// typed is a value as JSON that keeps its Go type: integers as {"i": "..."}, floats as {"f": "..."}, bytes that are not
// valid text as {"b": "<base64>"}, maps as {"m": [[key, value], ...]} in the order of their keys' JSON.
func typed(value interface{}) interface{} {
	switch v := value.(type) {
	case nil, bool:
		return v
	case string:
		if utf8.ValidString(v) {
			return v
		}
		return map[string]string{"b": base64.StdEncoding.EncodeToString([]byte(v))}
	case int:
		return map[string]string{"i": strconv.Itoa(v)}
	case int64:
		return map[string]string{"i": strconv.FormatInt(v, 10)}
	case uint64:
		return map[string]string{"i": strconv.FormatUint(v, 10)}
	case float64:
		return map[string]string{"f": strconv.FormatFloat(v, 'g', -1, 64)}
	case []interface{}:
		list := make([]interface{}, len(v))
		for i, item := range v {
			list[i] = typed(item)
		}
		return list
	case map[interface{}]interface{}:
		pairs := [][2]interface{}{}
		for key, item := range v {
			pairs = append(pairs, [2]interface{}{typed(key), typed(item)})
		}
		return sorted(pairs)
	case map[string]interface{}:
		pairs := [][2]interface{}{}
		for key, item := range v {
			pairs = append(pairs, [2]interface{}{key, typed(item)})
		}
		return sorted(pairs)
	}
	panic(fmt.Sprintf("%T", value))
}

func sorted(pairs [][2]interface{}) interface{} {
	sort.Slice(pairs, func(i, j int) bool { return text(pairs[i][0]) < text(pairs[j][0]) })
	return map[string]interface{}{"m": pairs}
}

func text(value interface{}) string {
	encoded, err := json.Marshal(value)
	if err != nil {
		log.Fatal(err)
	}
	return string(encoded)
}

// readValue reads a list or map as the operator does; for "error" and "scalar" the text stays as it is.
func readValue(input string) (reading interface{}) {
	defer func() {
		if recover() != nil {
			reading = "panic"
		}
	}()
	var value interface{}
	if yaml2.Unmarshal([]byte(input), &value) != nil {
		return "error"
	}
	switch value.(type) {
	case []interface{}, map[interface{}]interface{}:
		return []interface{}{typed(value)}
	}
	return "scalar"
}

// readFile returns the content of a file's first document.
func readFile(input string) interface{} {
	var value interface{}
	if yaml3.Unmarshal([]byte(input), &value) != nil {
		return "error"
	}
	return []interface{}{typed(value)}
}

func record(path string, count int, seed int64, next func(*rand.Rand) string, read func(string) interface{}) {
	file, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	packed, _ := gzip.NewWriterLevel(file, gzip.BestCompression)
	out := bufio.NewWriter(packed)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	random := rand.New(rand.NewSource(seed))
	seen := map[string]bool{}
	counts := map[string]int{}
	for len(seen) < count {
		input := next(random)
		if seen[input] || len(input) > 480 {
			continue
		}
		reading := read(input)
		if reading == "panic" {
			continue
		}
		// Most hostile texts are not YAML at all, so a third of the recordings is enough.
		kind, isText := reading.(string)
		if isText && counts["text"] > count/3 {
			continue
		}
		if isText {
			counts["text"]++
		}
		counts[kind]++
		seen[input] = true
		if err := encoder.Encode([]interface{}{input, reading}); err != nil {
			log.Fatal(err)
		}
	}
	out.Flush()
	packed.Close()
	file.Close()
	fmt.Println(path, counts)
}

func main() {
	seed := flag.Int64("seed", 20261127, "of the generated texts")
	count := flag.Int("count", 24000, "readings of values")
	files := flag.Int("files", 6000, "readings of files")
	folder := flag.String("out", "..", "where the recordings go")
	flag.Parse()
	record(*folder+"/values.jsonl.gz", *count, *seed, valueText, readValue)
	record(*folder+"/files.jsonl.gz", *files, *seed, fileText, readFile)
}
