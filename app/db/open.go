package db

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"runtime"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/fault"
)

const (
	webStatement  = 5 * time.Second
	workStatement = 10 * time.Minute
	lockWait      = 2 * time.Second
	idleInTx      = 10 * time.Second
	connLifetime  = 5 * time.Minute
	slowWeb       = 200 * time.Millisecond
	slowWork      = 5 * time.Second
	readyWait     = 2 * time.Second
)

// Options of Open; the zero value is right for the program.
type Options struct {
	// WebConns and WorkConns cap the connections of each pool.
	// 0 means 20 and 8; the work pool needs at least 2.
	WebConns, WorkConns int
	// WebStatement and WorkStatement limit one statement; 0 means 5 s and 10 min.
	WebStatement, WorkStatement time.Duration
	// IdleInTx ends a transaction that does nothing for so long; 0 means 10 s.
	IdleInTx time.Duration
	// Slow is from which duration a query is logged; 0 means 200 ms for the web
	// pool and 5 s for the work pool.
	Slow time.Duration
	// Logger takes the slow queries; nil means slog.Default.
	Logger *slog.Logger
}

// Pools are the two ways to the one database.
type Pools struct {
	// Web answers people: 5 s a statement.
	Web *bun.DB
	// Work runs jobs, imports, reports and migrations: 10 min a statement.
	Work *bun.DB
}

// Open prepares both pools without connecting: the program starts, and answers
// 503, while the database is still away. It fails only on a URL it cannot read;
// the error does not quote it.
//
// dsn is a URL, or several separated by spaces. Unix sockets are written
// postgres://user:password@/database?host=/folder.
func Open(dsn string, o Options) (*Pools, error) {
	o = o.orDefaults()
	web, err := pool(dsn, o, o.WebConns, o.WebStatement, orElse(o.Slow, slowWeb))
	if err != nil {
		return nil, err
	}
	work, err := pool(dsn, o, o.WorkConns, o.WorkStatement, orElse(o.Slow, slowWork))
	if err != nil {
		return nil, errors.Join(err, web.Close())
	}
	return &Pools{Web: web, Work: work}, nil
}

func (o Options) orDefaults() Options {
	o.WebConns = orElse(o.WebConns, max(20, 4*runtime.GOMAXPROCS(0)))
	o.WorkConns = max(2, orElse(o.WorkConns, 8))
	o.WebStatement = orElse(o.WebStatement, webStatement)
	o.WorkStatement = orElse(o.WorkStatement, workStatement)
	o.IdleInTx = orElse(o.IdleInTx, idleInTx)
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o
}

func pool(dsn string, o Options, conns int, statement, slow time.Duration) (*bun.DB, error) {
	limits := map[string]any{
		"statement_timeout":                   statement.Milliseconds(),
		"lock_timeout":                        lockWait.Milliseconds(),
		"idle_in_transaction_session_timeout": o.IdleInTx.Milliseconds(),
		"timezone":                            "UTC",
	}
	servers, err := connectors(dsn, limits, statement+time.Second)
	if err != nil {
		return nil, err
	}
	sqldb := sql.OpenDB(&dialer{servers: servers})
	sqldb.SetMaxOpenConns(conns)
	sqldb.SetMaxIdleConns(conns)
	sqldb.SetConnMaxLifetime(connLifetime)
	return bun.NewDB(sqldb, pgdialect.New()).WithQueryHook(&slowLog{slow: slow, log: o.Logger}), nil
}

// Close ends both pools; queries that run are waited for.
func (p *Pools) Close() error { return errors.Join(p.Web.Close(), p.Work.Close()) }

// Ready answers within 2 s whether the database takes queries; the error is a
// fault.Unavailable. After a restart of PostgreSQL each pooled connection fails
// once, so it asks again on a fresh one before giving up.
func (p *Pools) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWait)
	defer cancel()
	var err error
	for range p.Web.Stats().Idle + 2 {
		if _, err = p.Web.ExecContext(ctx, "SELECT 1"); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err == nil {
		return nil
	}
	return &fault.Fault{Kind: fault.Unavailable, Key: keyUnavailable, Err: err}
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// share is a context with one n-th of the time ctx has left.
func share(ctx context.Context, n int) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok || n < 2 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)/time.Duration(n))
}
