// What promlinter promises of metric names: counters end in _total and nothing else does, and units are base units.
package promlinter

import (
	prom "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var placed = promauto.NewCounter(prom.CounterOpts{
	Name: "orders_placed", // want observability/metric-name
	Help: "Orders placed.",
})

var failed = prom.NewCounterVec(prom.CounterOpts{
	Namespace: "shop",
	Name:      "orders_failed", // want observability/metric-name
	Help:      "Orders failed.",
}, []string{"reason"})

var open = prom.NewGauge(prom.GaugeOpts{
	Name: "orders_open_total", // want observability/metric-name
	Help: "Orders open.",
})

var waited = prom.NewHistogram(prom.HistogramOpts{
	Name: "order_wait_milliseconds", // want observability/metric-name
	Help: "Wait for an order.",
})

var sent = promauto.NewSummary(prom.SummaryOpts{
	Name: "order_sent_kilobytes", // want observability/metric-name
	Help: "Size of an order.",
})

func perShop(name string) prom.Gauge {
	return prom.NewGauge(prom.GaugeOpts{
		Name:        "stock_total", // want observability/metric-name
		Help:        "Stock.",
		ConstLabels: prom.Labels{"shop": name},
	})
}
