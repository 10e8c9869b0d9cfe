{{/* The load of the busiest pod: 0.9 is where newcomers are refused (docs/monitoring.md, Admission). */}}
{{- define "tritone.loadQuery" -}}
{{- .Values.autoscaling.keda.query | default (printf "max(tritone_load_ratio{namespace=%q,service=\"%s-metrics\"})" .Release.Namespace (include "tritone.name" .)) -}}
{{- end }}

{{/* Up at once, at most twice as many each half minute; down one by one. */}}
{{- define "tritone.scalingBehavior" -}}
scaleUp:
  stabilizationWindowSeconds: 0
  selectPolicy: Max
  policies:
    - {type: Percent, value: 100, periodSeconds: 30}
    - {type: Pods, value: 2, periodSeconds: 30}
scaleDown:
  stabilizationWindowSeconds: {{ int .Values.autoscaling.scaleDown.stabilizationSeconds }}
  policies:
    - {type: Pods, value: 1, periodSeconds: {{ int .Values.autoscaling.scaleDown.podEverySeconds }}}
{{- end }}
