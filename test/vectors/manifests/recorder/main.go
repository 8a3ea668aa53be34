// Records what those who apply manifests read: see ../README.md.
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/yaml"
)

func pick(r *rand.Rand, choices ...string) string { return choices[r.Intn(len(choices))] }

var words = strings.Split("yes Yes YES no No NO on On ON off Off OFF y Y n N true True TRUE false False FALSE tRUE yES oN "+
	"null Null NULL ~ nULL .nan .NaN .NAN .inf .Inf .INF -.inf +.INF +.inf .nAn nan inf -.nan +.nan "+
	"0 1 -1 +1 00 01 08 09 0755 00123 0o17 0O17 0o18 -0o17 +0o17 0o-17 0o+17 0O-17 0x1F 0X1f 0xg 0b11 0B11 0b12 -0b11 +0b11 0b-11 0b+11 -0x1F +0x1f 0x-1 -0755 "+
	"1_000 1__0 _1 1_ 0_7 0x_1F 0b_1_1 0o_17 -1_0 +1_0 1_0.5 1_0e1 - -- --- + ++1 -+1 _ __ 0_ "+
	"9007199254740993 9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 "+
	"18446744073709551615 18446744073709551616 +18446744073709551615 0xFFFFFFFFFFFFFFFF 0x1FFFFFFFFFFFFFFFF 0777777777777777777777 0b2 "+
	"1.0 1.50 1.10 .5 -.5 +.5 5. -5. . .. .e1 .5e3 .5_0 ._5 .5e1_0 1e3 1E3 1e+3 1e-3 1e 1.e3 1.5e400 1e999 -1e999 1e-999 .1e999 0e0 -0 -0.0 0x1p3 1p3 .0x1 "+
	"1:30 1:30:45 190:20:30 190:20:30.15 12:30 2024-01-31 2024-1-3 2024-13-01 2024-02-30 2024-02-29 2023-02-29 0000-01-01 0001-1-1 20240-01-01 "+
	"2024-01-31T10:00:00Z 2024-01-31t10:00:00+01:00 2001-12-14T21:59:43.10-05:00 2024-1-3T1:2:3Z 2024-01-31T10:00Z 2024-01-31T24:00:00Z 2024-01-31T10:00:60Z "+
	"2024-01-31T10:00:00 2024-01-31T10:00:00.Z 2024-01-31T10:00:00.1234567891Z 2024-01-31T10:00:00,5Z 2024-01-31T10:00:00+24:00 2024-01-31T10:00:00+25:00 2024-01-31T10:00:00+01:60 2024-01-31T10:00:00-0500 "+
	"v1 v1.10 1.2.3 1-2 1a a1 10.0.0.1 10.0.0.0/16 100m 5Gi 1h 3m30s 1d 0x 0b 0o a abc a-b a_b http://x:80 a/b a.b x=y <x << = == é 日本 e1 E1 e3 Inf NaN Infinity -inf +inf", " ")

const chars = "0123456789+-._:eExXoObBaAfFnNyYsStTzZ~ <=/"

func scalar(r *rand.Rand) string {
	switch r.Intn(4) {
	case 0:
		return pick(r, words...)
	case 1:
		return pick(r, words...) + pick(r, "", " ", "  ", ".", "_", "-", "0", "e1", ":30") + pick(r, words...)
	case 2:
		text := []rune(pick(r, words...))
		text[r.Intn(len(text))] = rune(chars[r.Intn(len(chars))])
		return string(text)
	}
	text := ""
	for i := r.Intn(7); i >= 0; i-- {
		text += string(chars[r.Intn(len(chars))])
	}
	return text
}

// kind of a value in a JSON object that is expected to be the given text.
func kind(data []byte, err error, text string) string {
	var object struct{ A interface{} }
	if err == nil {
		err = json.Unmarshal(data, &object)
	}
	if err != nil {
		return "refused"
	}
	switch value := object.A.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		if value == text {
			return "text"
		}
		return "rewritten"
	}
	return "other"
}

// isPlain tells whether the text is one plain scalar.
func isPlain(text string) bool {
	var node kyaml.Node
	if kyaml.Unmarshal([]byte("a: "+text+"\n"), &node) != nil || len(node.Content) != 1 || len(node.Content[0].Content) != 2 {
		return false
	}
	value := node.Content[0].Content[1]
	return value.Kind == kyaml.ScalarNode && value.Style == 0 && value.Value == text && value.HeadComment+value.LineComment == ""
}

func recordScalars(path string, count int, seed int64) {
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
		text := scalar(random)
		if seen[text] || !isPlain(text) {
			continue
		}
		manifest := "a: " + text + "\n"
		data, err := yaml.YAMLToJSON([]byte(manifest))
		direct := kind(data, err, text)
		built := "refused"
		if node, err := kyaml.Parse(manifest); err == nil {
			data, err := node.MarshalJSON()
			built = kind(data, err, text)
		}
		// Most texts are text to everybody, so half of the recordings is enough.
		if direct+built == "texttext" && counts["text text"] > count/2 {
			continue
		}
		seen[text] = true
		counts[direct+" "+built]++
		if err := encoder.Encode([]string{text, direct, built}); err != nil {
			log.Fatal(err)
		}
	}
	out.Flush()
	packed.Close()
	file.Close()
	fmt.Println(path, counts)
}

func object(version, kind, metadata string) string {
	return fmt.Sprintf("apiVersion: %s\nkind: %s\nmetadata: { %s }\n", version, kind, metadata)
}

// pairs of files, and whether kustomize builds a folder with both.
var pairs = [][2]string{
	{object("v1", "ConfigMap", "name: x"), object("v1", "ConfigMap", "name: x")},
	{object("v1", "ConfigMap", "name: x"), object("v1", "ConfigMap", "name: y")},
	{object("v1", "ConfigMap", "name: x"), object("v1", "Secret", "name: x")},
	{object("v1", "ConfigMap", "name: x"), object("v1", "ConfigMap", "name: x, namespace: default")},
	{object("v1", "ConfigMap", "name: x"), object("v1", "ConfigMap", "name: x, namespace: ''")},
	{object("v1", "ConfigMap", "name: x, namespace: a"), object("v1", "ConfigMap", "name: x, namespace: b")},
	{object("v1", "Namespace", "name: x"), object("v1", "Namespace", "name: x")},
	{object("v1", "Namespace", "name: x"), object("v1", "Namespace", "name: x, namespace: y")},
	{object("v1", "Service", "name: x"), object("serving.knative.dev/v1", "Service", "name: x")},
	{object("x.io/v1", "A", "name: x"), object("x.io/v2", "A", "name: x")},
	{"apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: x }\n", object("v1", "ConfigMap", "name: x")},
	{object("v1", "ConfigMap", "name: x") + "---\n" + object("v1", "ConfigMap", "name: x"), object("v1", "ConfigMap", "name: y")},
}

func build(files ...string) string {
	disk := filesys.MakeFsInMemory()
	names := ""
	for i, text := range files {
		if err := disk.WriteFile(fmt.Sprintf("/a/f%d.yaml", i), []byte(text)); err != nil {
			log.Fatal(err)
		}
		names += fmt.Sprintf("  - f%d.yaml\n", i)
	}
	if err := disk.WriteFile("/a/kustomization.yaml", []byte("resources:\n"+names)); err != nil {
		log.Fatal(err)
	}
	_, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(disk, "/a")
	switch {
	case err == nil:
		return "built"
	case strings.Contains(err.Error(), "may not add resource with an already registered id"):
		return "registered twice"
	}
	return err.Error()
}

func recordBuilds(path string) {
	records := []map[string]interface{}{}
	for _, pair := range pairs {
		records = append(records, map[string]interface{}{"files": pair, "result": build(pair[0], pair[1])})
	}
	data, err := json.MarshalIndent(records, "", "  ")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(path, append(data, '\n'), 0o644); err != nil {
		log.Fatal(err)
	}
}

func main() {
	seed := flag.Int64("seed", 20261128, "of the generated scalars")
	count := flag.Int("count", 4000, "scalars")
	folder := flag.String("out", "..", "where the recordings go")
	flag.Parse()
	recordScalars(*folder+"/scalars.jsonl.gz", *count, *seed)
	recordBuilds(*folder + "/builds.json")
}
