package outside

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// MaxSize is the largest file that is read.
const MaxSize = 3 << 20

// MaxAddress is how long the address of a calendar may be.
const MaxAddress = 1000

const (
	patience     = 20 * time.Second
	mostHops     = 3
	longestETag  = 200
	acceptedType = "text/calendar, text/plain;q=0.5, */*;q=0.1"
)

// Trouble is why a calendar could not be had, in one word that names a sentence.
type Trouble string

// Troubles.
const (
	Unreachable Trouble = "unreachable"
	Slow        Trouble = "slow"
	Refused     Trouble = "refused"
	Missing     Trouble = "missing"
	NotPublic   Trouble = "not_public"
	TooLarge    Trouble = "too_large"
	Unreadable  Trouble = "unreadable"
)

// Error is the word itself.
func (t Trouble) Error() string { return string(t) }

// Answer is what a calendar's server said. Same is true when nothing changed since
// the ETag that was sent along.
type Answer struct {
	Same bool
	ETag string
	File []byte
}

// Fetcher gets calendars from the internet.
type Fetcher struct {
	client *http.Client
	own    bool
}

// New makes a Fetcher. own lets it ask this machine too, for development and tests.
func New(own bool) *Fetcher {
	f := &Fetcher{own: own}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: f.judge}
	f.client = &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: patience,
			MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > mostHops || !f.mayAsk(req.URL) {
				return NotPublic
			}
			return nil
		},
	}
	return f
}

// Address reads an address as people paste it; "webcal:" is "https:". It is
// NotPublic where it may not be asked.
func (f *Fetcher) Address(s string) (*url.URL, error) {
	s = strings.TrimSpace(s)
	if rest, found := strings.CutPrefix(s, "webcal://"); found {
		s = "https://" + rest
	}
	u, err := url.Parse(s)
	if err != nil || len(s) > MaxAddress || !f.mayAsk(u) {
		return nil, NotPublic
	}
	u.Fragment = ""
	return u, nil
}

// mayAsk judges what can be told before the name is resolved.
func (f *Fetcher) mayAsk(u *url.URL) bool {
	if u.User != nil || u.Hostname() == "" {
		return false
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !f.mayReach(ip) {
		return false
	}
	if u.Scheme == "https" {
		return f.own || u.Port() == "" || u.Port() == "443"
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "http" && f.own && (u.Hostname() == "localhost" || err == nil && ip.IsLoopback())
}

// judge looks at the address a connection is about to be made to.
func (f *Fetcher) judge(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !f.mayReach(at.Addr()) {
		return NotPublic
	}
	return nil
}

// notPublic are the networks of RFC 6890 that the methods of netip.Addr do not
// name, and those that lead to an IPv4 address inside an IPv6 one.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

func (f *Fetcher) mayReach(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if ip.IsLoopback() {
		return f.own
	}
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// Get fetches the file behind an address that Address gave. The error is always a
// Trouble.
func (f *Fetcher) Get(ctx context.Context, u *url.URL, etag string) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, NotPublic
	}
	req.Header.Set("User-Agent", "Approdo")
	req.Header.Set("Accept", acceptedType)
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	res, err := f.client.Do(req)
	if err != nil {
		return nil, troubleOf(err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified && etag != "":
		return &Answer{Same: true, ETag: etag}, nil
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		return nil, Refused
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return nil, Missing
	case res.StatusCode != http.StatusOK:
		return nil, Unreachable
	}
	file, err := io.ReadAll(io.LimitReader(res.Body, MaxSize+1))
	switch {
	case err != nil:
		return nil, troubleOf(err)
	case len(file) > MaxSize:
		return nil, TooLarge
	}
	a := &Answer{ETag: res.Header.Get("ETag"), File: file}
	if len(a.ETag) > longestETag || strings.ContainsRune(a.ETag, 0) {
		a.ETag = ""
	}
	return a, nil
}

// troubleOf keeps nothing of the error but its kind: it quotes the address.
func troubleOf(err error) Trouble {
	var t Trouble
	var n net.Error
	switch {
	case errors.As(err, &t):
		return t
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &n) && n.Timeout():
		return Slow
	}
	return Unreachable
}
