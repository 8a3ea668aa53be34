{{- define "tpl.label" -}}label-{{ .Release.Namespace }}{{- end -}}
