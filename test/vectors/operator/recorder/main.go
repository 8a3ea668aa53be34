// Records what the operator's templater makes of the Templates of a case, whose values are text: see ../README.md.
package main

import (
	"context"
	"errors"
	"io"
	"log"
	"os"
	"path/filepath"

	kalypso "github.com/microsoft/kalypso-scheduler/api/v1alpha1"
	"github.com/microsoft/kalypso-scheduler/scheduler"
	"gopkg.in/yaml.v3"
)

type resource struct {
	Kind     string
	Metadata struct{ Name string }
	Data     map[string]interface{}
	Spec     struct {
		Type      string
		Manifests []string
	}
}

// read gives the documents of a file, whose texts yaml.v3 reads as Flux's kyaml does.
func read(path string) (resources []resource) {
	file, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	for decoder := yaml.NewDecoder(file); ; {
		var next resource
		err := decoder.Decode(&next)
		if errors.Is(err, io.EOF) {
			return resources
		}
		if err != nil && next.Kind == "Template" {
			log.Fatal(err)
		}
		resources = append(resources, next)
	}
}

var names = map[string]string{
	"reconciler": "reconciler.yaml",
	"namespace":  "namespace.yaml",
	"config":     "platform-config.yaml",
}

func main() {
	folder := os.Args[1]
	config := map[string]interface{}{}
	for _, one := range read(filepath.Join(folder, "env", "env.yaml")) {
		if one.Kind == "ConfigMap" {
			config = one.Data
		}
	}
	target := &kalypso.DeploymentTarget{}
	target.Name = "app-t"
	target.Spec.Environment = "dev"
	clusterType := &kalypso.ClusterType{}
	clusterType.Name = "drone"
	templater, err := scheduler.NewTemplater(target, clusterType, config)
	if err != nil {
		log.Fatal(err)
	}
	for _, one := range read(filepath.Join(folder, "main", "main.yaml")) {
		if one.Kind != "Template" {
			continue
		}
		template := &kalypso.Template{}
		template.Spec.Manifests = one.Spec.Manifests
		manifests, err := templater.ProcessTemplate(context.Background(), template)
		if err != nil {
			log.Fatal(err)
		}
		text := ""
		// As getManifestsYamlString has it, which is not exported.
		for _, manifest := range manifests {
			if text != "" {
				text += "---\n"
			}
			text += manifest
		}
		path := filepath.Join(folder, "expected", "drone", "app-t", names[one.Spec.Type])
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
