package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	toMark, textMark = "{{to}}", "{{text}}"
	// speaking bounds one request to the gateway.
	speaking = 20 * time.Second
)

// Gateway is where short messages are handed over. It is safe for concurrent use.
type Gateway struct {
	address, token string
	client         *http.Client
}

// Parse reads the address of a gateway (see the package's page) and the token it
// wants as "Authorization: Bearer …", "" for none. The error is a sentence that
// quotes neither.
func Parse(address, token string) (*Gateway, error) {
	to, text := strings.Contains(address, toMark), strings.Contains(address, textMark)
	u, err := url.Parse(strings.NewReplacer(toMark, "0", textMark, "0").Replace(address))
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Contains(u.Host, "{"):
		return nil, errors.New("the address of the SMS gateway must look like https://sms.example.it/send")
	case strings.Contains(hostPart(address), "{{"):
		return nil, errors.New("the host of the SMS gateway's address must be written out")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, errors.New("the address of the SMS gateway must begin with https://")
	case to != text:
		return nil, errors.New("the address of the SMS gateway must hold both {{to}} and {{text}}, or neither")
	case strings.ContainsAny(token, "\r\n"):
		return nil, errors.New("the token of the SMS gateway must be one line")
	}
	client := &http.Client{Timeout: speaking, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &Gateway{address: address, token: token, client: client}, nil
}

// hostPart is scheme, user and host as they were written.
func hostPart(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// Refusal is an answer that is no success, or no answer at all. Its words hold
// codes only.
type Refusal struct {
	// Permanent means that this message will never be taken.
	Permanent bool
	why       string
}

// Error says in codes what happened.
func (r *Refusal) Error() string { return r.why }

// Send hands a text over to a number in the form E.164. key names the message: it
// goes with every attempt as Idempotency-Key, so that a provider that knows the
// header sends it once. An error is always a *Refusal.
func (g *Gateway) Send(ctx context.Context, to, text, key string) error {
	req, err := g.request(ctx, to, text)
	if err != nil {
		return &Refusal{why: "sms: the request cannot be made"}
	}
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("User-Agent", "Approdo")
	if g.token != "" {
		req.Header.Set("Authorization", "Bearer "+g.token)
	}
	answer, err := g.client.Do(req)
	if err != nil {
		return &Refusal{why: "sms: no answer" + cause(err)}
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	_ = answer.Body.Close()
	return judge(answer.StatusCode)
}

func (g *Gateway) request(ctx context.Context, to, text string) (*http.Request, error) {
	if strings.Contains(g.address, toMark) {
		address := strings.NewReplacer(toMark, url.QueryEscape(to), textMark, url.QueryEscape(text)).Replace(g.address)
		return http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	}
	body, err := json.Marshal(map[string]string{"to": to, "text": text})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.address, bytes.NewReader(body))
	if err == nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, err
}

// ours are the refusals that a change of settings or some patience mends.
func ours(status int) bool {
	return slices.Contains([]int{401, 403, 407, 408, 409, 425, 429}, status)
}

func judge(status int) error {
	if status >= 200 && status < 300 {
		return nil
	}
	return &Refusal{Permanent: status >= 400 && status < 500 && !ours(status), why: fmt.Sprintf("sms %d", status)}
}

// cause is the kind of a network error, never its words.
func cause(err error) string {
	var wait net.Error
	if errors.As(err, &wait) && wait.Timeout() {
		return ": timeout"
	}
	return ""
}
