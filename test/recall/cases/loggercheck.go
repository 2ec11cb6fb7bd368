// What loggercheck promises, and sloglint's own check of arguments: key and value pairs that are none, in zap's sugared
// logger, logr, klog, go-kit's log and slog.
package loggercheck

import (
	"errors"
	"log/slog"

	"github.com/go-kit/log"
	"github.com/go-logr/logr"
	"go.uber.org/zap"
	"k8s.io/klog/v2"
)

func zapSugar(logger *zap.SugaredLogger, id string) {
	logger.Infow("placed", "order", id, "customer")  // want observability/slog-odd-args
	logger.Errorw("failed", errors.New("no"))        // miss observability/slog-odd-args: zap takes an error without a key
	logger.With("component").Debugw("begun")         // want observability/slog-odd-args
	logger.Warnw("slow", "order", id, 3, "attempts") // want observability/slog-odd-args
}

func zapOfLogger(logger *zap.Logger, id string) {
	logger.Sugar().Infow("placed", "order") // want observability/slog-odd-args
	sugar := logger.Sugar().Named("api")
	sugar.Debugw("placed", id, "order", "x") // want observability/slog-odd-args
}

func ofLogr(logger logr.Logger, id string) {
	logger.Info("placed", "order")                           // want observability/slog-odd-args
	logger.Error(errors.New("no"), "failed", "order")        // want observability/slog-odd-args
	logger.WithValues("order", id, "customer").Info("begun") // want observability/slog-odd-args
	logger.V(1).Info("placed", "order", id, "customer")      // want observability/slog-odd-args
}

func ofKlog(id string) {
	klog.InfoS("placed", "order", id, "customer")  // want observability/slog-odd-args
	klog.ErrorS(errors.New("no"), "failed", "why") // want observability/slog-odd-args
}

func ofKit(logger log.Logger, id string) {
	_ = logger.Log("event", "placed", "order") // want observability/slog-odd-args
	_ = log.With(logger, "component")          // want observability/slog-odd-args
}

func ofSlog(logger *slog.Logger, id string) {
	logger.Info("placed", "order")                    // want observability/slog-odd-args
	slog.Default().Error("failed", errors.New("no"))  // want observability/slog-odd-args
	slog.With("component", "api", "x").Debug("begun") // want observability/slog-odd-args
}
