package webtest

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"time"
)

// wire is a connection without a network: one request in, one answer out.
type wire struct {
	net.Conn
	in, out bytes.Buffer
}

func (w *wire) Read(p []byte) (int, error)     { return w.in.Read(p) }
func (w *wire) Write(p []byte) (int, error)    { return w.out.Write(p) }
func (*wire) Close() error                     { return nil }
func (*wire) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4zero} }
func (*wire) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4zero} }
func (*wire) SetDeadline(time.Time) error      { return nil }
func (*wire) SetReadDeadline(time.Time) error  { return nil }
func (*wire) SetWriteDeadline(time.Time) error { return nil }

// answer gives what the site says to a request, also where it did not read it to its end
// (fiber's own Test gives no answer then).
func (s *Site) answer(req *http.Request) (*http.Response, error) {
	w := new(wire)
	if req.Body != http.NoBody && req.ContentLength >= 0 {
		req.Header.Set("Content-Length", strconv.FormatInt(req.ContentLength, 10))
	}
	sent, err := httputil.DumpRequest(req, true)
	if err != nil {
		return nil, err
	}
	w.in.Write(sent)
	s.Web.Fiber.Handler() // builds the routes, as listening does
	unread := s.Web.Fiber.Server().ServeConn(w)
	res, err := http.ReadResponse(bufio.NewReader(&w.out), req)
	if err != nil && unread != nil {
		return nil, unread
	}
	return res, err
}
