package db

import (
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"
)

// dialTimeout bounds everything that happens before the first query: dialling,
// TLS, password and session settings. A page that says "try again later" is owed
// within 3 s.
const dialTimeout = 2 * time.Second

// errDSN holds no part of the URL: it may carry a password.
var errDSN = errors.New("the database URL cannot be read: write postgres://user:password@host:5432/database")

// connectors makes one connector for each URL in the list. limits are the session
// settings of the pool.
func connectors(dsn string, limits map[string]any, read time.Duration) ([]*pgdriver.Connector, error) {
	var out []*pgdriver.Connector
	for _, raw := range strings.Fields(dsn) {
		u, err := url.Parse(raw)
		if err != nil {
			return nil, errDSN
		}
		c, err := connector(normal(u))
		if err != nil {
			return nil, err
		}
		conf := c.Config()
		params := map[string]any{}
		for k, v := range conf.ConnParams {
			params[k] = v
		}
		for k, v := range limits {
			params[k] = v
		}
		conf.ConnParams = params
		conf.DialTimeout = dialTimeout
		conf.ReadTimeout, conf.WriteTimeout = read, read
		conf.EnableTracing = false
		if conf.AppName == "" {
			conf.AppName = "approdo"
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errDSN
	}
	return out, nil
}

// connector lets the driver read the URL; its errors and panics never come out,
// because they quote the URL.
func connector(u *url.URL) (c *pgdriver.Connector, err error) {
	defer func() {
		if recover() != nil {
			err = errDSN
		}
	}()
	dc, err := pgdriver.NewDriver().OpenConnector(u.String())
	if err != nil {
		return nil, errDSN
	}
	return dc.(*pgdriver.Connector), nil
}

// normal writes a URL the way the driver understands it: a socket folder becomes
// the socket itself, and this machine is reached without TLS unless asked.
func normal(u *url.URL) *url.URL {
	q := u.Query()
	host := q.Get("host")
	local := u.Scheme == "unix" || strings.HasPrefix(host, "/") || isLoopback(u.Hostname())
	if strings.HasPrefix(host, "/") {
		if fi, err := os.Stat(host); err != nil && !strings.Contains(host, "/.s.PGSQL.") || err == nil && fi.IsDir() {
			port := q.Get("port")
			if port == "" {
				port = "5432"
			}
			q.Set("host", strings.TrimRight(host, "/")+"/.s.PGSQL."+port)
		}
		q.Del("port")
	}
	if local && q.Get("sslmode") == "" {
		q.Set("sslmode", "disable")
	}
	q.Del("target_session_attrs") // always checked where there is more than one URL
	v := *u
	v.RawQuery = q.Encode()
	return &v
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
