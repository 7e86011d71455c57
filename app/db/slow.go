package db

import (
	"context"
	"log/slog"
	"regexp"
	"time"

	"github.com/uptrace/bun"
)

type nameKey struct{}

// Named gives the queries run with the returned context a name for the log, such
// as "appointments.slots". Without it they are called by verb and table.
func Named(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, nameKey{}, name)
}

// slowLog is the query hook: it logs name, duration and rows of slow queries,
// never the query itself, because arguments are part of its text.
type slowLog struct {
	slow time.Duration
	log  *slog.Logger
}

// BeforeQuery does nothing; bun notes the start itself.
func (h *slowLog) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

// AfterQuery logs the query when it took too long.
func (h *slowLog) AfterQuery(ctx context.Context, e *bun.QueryEvent) {
	took := time.Since(e.StartTime)
	if took < h.slow {
		return
	}
	attrs := []slog.Attr{slog.String("query", queryName(ctx, e)), slog.Duration("took", took)}
	if e.Result != nil {
		if n, err := e.Result.RowsAffected(); err == nil {
			attrs = append(attrs, slog.Int64("rows", n))
		}
	}
	if e.Err != nil {
		attrs = append(attrs, slog.Bool("failed", true))
	}
	h.log.LogAttrs(ctx, slog.LevelWarn, "slow query", attrs...)
}

func queryName(ctx context.Context, e *bun.QueryEvent) string {
	if name, ok := ctx.Value(nameKey{}).(string); ok {
		return name
	}
	if e.IQuery != nil {
		if table := e.IQuery.GetTableName(); plainName.MatchString(table) {
			return e.Operation() + " " + table
		}
	}
	return e.Operation()
}

// plainName is a table and nothing else: what bun calls the table's name may be an
// expression with its arguments written in.
var plainName = regexp.MustCompile(`^[a-z0-9_."]+( AS [a-z0-9_"]+)?$`)
