package auth

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// A visitor is nobody in particular. To protect the forms they fill without a
// row per robot, a random cookie we signed stands in for the session: the form's
// token is an HMAC of the cookie's random part.

const (
	visitorLife    = 24 * time.Hour
	visitorRefresh = 12 * time.Hour
	visitorRandom  = 16
)

// VisitorCookie gives the cookie a visitor should hold after seeing a page with
// a form: the one they sent while it is fresh, the same one re-dated in the
// second half of its 24 hours (forms open in other tabs stay valid), a new one
// otherwise. Set it when it differs from what was sent.
func (s Signer) VisitorCookie(sent string, now time.Time) string {
	id, at, ok := s.visitor(sent, now)
	switch {
	case !ok:
		return s.visitorCookie(random(visitorRandom), now)
	case now.Sub(at) > visitorRefresh:
		return s.visitorCookie(id, now)
	}
	return sent
}

// VisitorToken is what the visitor's forms carry; "" when the cookie is not one
// of ours or older than 24 hours.
func (s Signer) VisitorToken(cookie string, now time.Time) string {
	id, _, ok := s.visitor(cookie, now)
	if !ok {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(s.MAC("visitor form", id)[:macSize])
}

func (s Signer) visitorCookie(id []byte, now time.Time) string {
	raw := binary.BigEndian.AppendUint64(append([]byte(nil), id...), uint64(now.Unix()))
	raw = append(raw, s.MAC("visitor cookie", raw)[:macSize]...)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func (s Signer) visitor(cookie string, now time.Time) (id []byte, at time.Time, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || len(raw) != visitorRandom+8+macSize {
		return nil, time.Time{}, false
	}
	body, mac := raw[:visitorRandom+8], raw[visitorRandom+8:]
	if !hmac.Equal(mac, s.MAC("visitor cookie", body)[:macSize]) {
		return nil, time.Time{}, false
	}
	at = time.Unix(int64(binary.BigEndian.Uint64(body[visitorRandom:])), 0)
	if now.Sub(at) > visitorLife || at.After(now.Add(time.Minute)) {
		return nil, time.Time{}, false
	}
	return body[:visitorRandom], at, true
}
