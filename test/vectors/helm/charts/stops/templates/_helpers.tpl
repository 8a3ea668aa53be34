{{- define "stops.deep" -}}
{{- if eq .Values.given "deep" }}{{ required "deep down" .Values.nothing }}{{ end }}
{{- if eq .Values.given "type" }}{{ add 1 .Values.given.x }}{{ end }}
{{- if eq .Values.given "nil" }}{{ .Values.nothing.at.all }}{{ end }}
{{- if eq .Values.given "absent" }}{{ include "stops.absent" . }}{{ end }}
{{- if eq .Values.given "tpl" }}{{ tpl "{{ .Values.nothing.x }}" . }}{{ end }}
{{- if eq .Values.given "index" }}{{ index (list 1) 3 }}{{ end }}
{{- if eq .Values.given "yaml" }}: [{{ end }}
{{- if eq .Values.given "argument" }}{{ trunc "x" "y" }}{{ end }}
{{- end -}}
