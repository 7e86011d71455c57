package db

import (
	"context"
	"crypto/tls"
	"database/sql/driver"
	"errors"
	"net"
	"syscall"

	"github.com/uptrace/bun/driver/pgdriver"
)

// errReadOnly is a server of the list that takes no writes, such as a replica.
var errReadOnly = errors.New("the database server accepts no writes")

// dialer is the driver.Connector of a pool: it tries the servers in turn within
// dialTimeout and closes what the driver leaves open when a start fails.
type dialer struct {
	servers []*pgdriver.Connector
}

// Connect gives a connection to the first server that takes one. Of several
// servers, only one that accepts writes will do.
func (d *dialer) Connect(ctx context.Context) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	var errs []error
	for i, s := range d.servers {
		conn, err := d.try(ctx, s, len(d.servers)-i)
		if err == nil {
			return conn, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// try gives one server its share of the time that is left.
func (d *dialer) try(ctx context.Context, s *pgdriver.Connector, left int) (driver.Conn, error) {
	ctx, cancel := share(ctx, left)
	defer cancel()
	conf := *s.Config()
	var opened net.Conn
	dial := conf.Dialer
	conf.Dialer = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		opened = c
		return c, err
	}
	conf.ResetSessionFunc = alive
	conn, err := pgdriver.NewConnector(pgdriver.WithConfig(&conf)).Connect(ctx)
	if err == nil && len(d.servers) > 1 {
		err = writable(ctx, conn.(*pgdriver.Conn))
	}
	if err != nil {
		if opened != nil {
			_ = opened.Close()
		}
		return nil, err
	}
	return conn, nil
}

// Driver keeps the driver's own type, which its listener looks for.
func (d *dialer) Driver() driver.Driver { return d.servers[0].Driver() }

func writable(ctx context.Context, conn *pgdriver.Conn) error {
	rows, err := conn.QueryContext(ctx, "SELECT pg_is_in_recovery()", nil)
	if err != nil {
		return err
	}
	dest := make([]driver.Value, 1)
	err = rows.Next(dest)
	if err = errors.Join(err, rows.Close()); err != nil {
		return err
	}
	if replica, ok := dest[0].(bool); !ok || replica {
		return errReadOnly
	}
	return nil
}

// alive is asked each time a connection leaves the pool. An idle connection has
// nothing to say: bytes or an end waiting on the socket mean that the server has
// closed it, and database/sql takes another. So a restart of PostgreSQL fails
// only the queries it interrupted.
func alive(_ context.Context, conn *pgdriver.Conn) error {
	nc := conn.Conn()
	if t, ok := nc.(*tls.Conn); ok {
		nc = t.NetConn()
	}
	sc, ok := nc.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return driver.ErrBadConn
	}
	var n int
	var peek error
	err = raw.Control(func(fd uintptr) {
		n, _, peek = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	})
	if err == nil && n <= 0 && (errors.Is(peek, syscall.EAGAIN) || errors.Is(peek, syscall.EINTR)) {
		return nil
	}
	return driver.ErrBadConn
}
