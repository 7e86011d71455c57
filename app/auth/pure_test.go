package auth

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"approdo/app/fault"
)

var (
	noon   = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	secret = []byte("0123456789abcdef0123456789abcdef")
)

func TestTokens(t *testing.T) {
	s := NewSigner(secret)
	for _, id := range []int64{1, 127, 128, 1 << 40, 1<<63 - 1} {
		token := s.Token("cancel", id)
		if got, err := s.Open("cancel", token); err != nil || got != id {
			t.Errorf("%d came back as %d, %v", id, got, err)
		}
		other := "A"
		if token[0] == 'A' {
			other = "B"
		}
		for name, wrong := range map[string]string{
			"other purpose": "", "changed": other + token[1:], "cut": token[:len(token)-1], "longer": token + "A",
			"nothing": "", "noise": "???", "twice": token + token,
		} {
			purpose := "cancel"
			if name == "other purpose" {
				purpose, wrong = "move", token
			}
			if _, err := s.Open(purpose, wrong); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s of %d: %v", name, id, err)
			}
		}
	}
	if _, err := NewSigner([]byte("another secret of thirty-two byt")).Open("cancel", s.Token("cancel", 5)); err == nil {
		t.Error("another program's token opens")
	}
	for _, id := range []int64{0, -1} {
		if _, err := s.Open("cancel", s.Token("cancel", id)); err == nil {
			t.Errorf("id %d opens", id)
		}
	}
}

func TestSeal(t *testing.T) {
	s := NewSigner(secret)
	word := s.Seal("flash", []byte("ciao"), noon.Add(time.Minute))
	if strings.Contains(word, "ciao") {
		t.Error("not hidden")
	}
	if got, err := s.Unseal("flash", word, noon); err != nil || !bytes.Equal(got, []byte("ciao")) {
		t.Errorf("%q %v", got, err)
	}
	if _, err := s.Unseal("flash", word, noon.Add(time.Minute)); !fault.Is(err, fault.NotFound) {
		t.Errorf("expired: %v", err)
	}
	if _, err := s.Unseal("other", word, noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("other purpose: %v", err)
	}
	if _, err := s.Unseal("flash", "", noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("empty: %v", err)
	}
}

func TestMACPartsDoNotRunTogether(t *testing.T) {
	s := NewSigner(secret)
	if bytes.Equal(s.MAC("x", []byte("ab"), []byte("c")), s.MAC("x", []byte("a"), []byte("bc"))) {
		t.Error("ab+c is a+bc")
	}
}

func TestVisitorCookie(t *testing.T) {
	s := NewSigner(secret)
	cookie := s.VisitorCookie("", noon)
	token := s.VisitorToken(cookie, noon)
	if token == "" || s.VisitorCookie("", noon) == cookie {
		t.Fatal("no token, or every visitor the same")
	}
	if got := s.VisitorCookie(cookie, noon.Add(11*time.Hour)); got != cookie {
		t.Error("a fresh cookie was replaced")
	}
	later := s.VisitorCookie(cookie, noon.Add(13*time.Hour))
	if later == cookie || s.VisitorToken(later, noon.Add(30*time.Hour)) != token {
		t.Error("re-dating must keep the forms of other tabs good")
	}
	if s.VisitorToken(cookie, noon.Add(25*time.Hour)) != "" {
		t.Error("good after a day")
	}
	for _, wrong := range []string{"", "x", cookie[:len(cookie)-2], strings.Repeat("A", len(cookie))} {
		if s.VisitorToken(wrong, noon) != "" {
			t.Errorf("%q gives a token", wrong)
		}
	}
}

func TestPasswordRules(t *testing.T) {
	const name, email = "Anna Verdi", "anna.verdi@monopoli.example"
	for password, want := range map[string]string{
		"corto":                      "auth.password.short",
		"undici-lett":                "auth.password.short",
		strings.Repeat("è?x9", 33):   "auth.password.long",
		"Password1234!":              "auth.password.common",
		"P4ssw0rd2026!":              "auth.password.common",
		"passwordpassword":           "auth.password.common",
		"123456789012":               "auth.password.common",
		"qwertyuiopas":               "auth.password.common",
		"ForzaNapoli1926":            "auth.password.common",
		"aaaaaaaaaaaa":               "auth.password.common",
		"abababababab":               "auth.password.common",
		"Approdo-2026!!":             "auth.password.common",
		"verdi sono i campi":         "auth.password.own",
		"ANNA e il cavallo":          "auth.password.own",
		"porto di Monopoli":          "auth.password.own",
		"con\x00zero dentro":         "auth.password.common",
		"cavallo batteria graffetta": "",
		"tramontana tutto l'anno":    "",
		"пароль из четырёх слов": "",
		"x7#kQ9!mZ2$w":                      "",
		strings.Repeat("lungo e buono ", 9): "",
	} {
		var c fault.Check
		checkPassword(&c, "password", password, name, email)
		got := ""
		if f, ok := fault.As(c.Err()); ok {
			got = f.Fields[0].Key
		}
		if got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

func TestSkipsSecondStep(t *testing.T) {
	for _, c := range []struct {
		demo, development bool
		address           string
		want              bool
	}{
		{true, true, "127.0.0.1", true},
		{true, true, "127.8.9.1", true},
		{true, true, "::1", true},
		{true, true, "::ffff:127.0.0.1", true},
		{true, true, "192.168.1.4", false},
		{true, true, "0.0.0.0", false},
		{true, true, "::", false},
		{true, true, "fe80::1%lo", false},
		{true, true, "", false},
		{true, true, "localhost", false},
		{true, true, "127.0.0.1, 8.8.8.8", false},
		{true, false, "127.0.0.1", false},
		{false, true, "127.0.0.1", false},
		{false, false, "8.8.8.8", false},
	} {
		if got := SkipsSecondStep(c.demo, c.development, c.address); got != c.want {
			t.Errorf("demo %v, development %v, %q: %v", c.demo, c.development, c.address, got)
		}
	}
}

func TestLockDelays(t *testing.T) {
	r := accountRule()
	for failures, want := range map[int]time.Duration{0: 0, 4: 0, 5: 30 * time.Second, 6: time.Minute, 7: 2 * time.Minute,
		9: 8 * time.Minute, 10: 15 * time.Minute, 1000: 15 * time.Minute} {
		if got := r.delay(failures); got != want {
			t.Errorf("%d failures wait %v, want %v", failures, got, want)
		}
	}
	if r.left(6, -time.Hour) != 6 || r.left(6, 29*time.Minute) != 6 || r.left(6, 61*time.Minute) != 4 || r.left(6, 100*time.Hour) != 0 {
		t.Error("failures are forgotten one every half hour")
	}
}

func TestNetworkOf(t *testing.T) {
	for address, want := range map[string]string{
		"93.184.216.34": "93.184.216.34", "::ffff:93.184.216.34": "93.184.216.34",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2::9": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
		"": "unknown", "pippo": "unknown",
	} {
		if got := networkOf(address); got != want {
			t.Errorf("%q is %q, want %q", address, got, want)
		}
	}
}

func TestSessionLife(t *testing.T) {
	at := func(kind SessionKind, stage Stage, seen time.Duration) time.Duration {
		s := Session{Kind: kind, Stage: stage, CreatedAt: noon, SeenAt: noon.Add(seen), ExpiresAt: noon.Add(life(kind, stage))}
		return s.ends().Sub(noon)
	}
	for _, c := range []struct {
		kind  SessionKind
		stage Stage
		seen  time.Duration
		want  time.Duration
	}{
		{OfficeSession, StageFull, 0, time.Hour},
		{OfficeSession, StageFull, 5 * time.Hour, 6 * time.Hour},
		{OfficeSession, StageFull, 11*time.Hour + 30*time.Minute, 12 * time.Hour},
		{OfficeSession, StageSecond, 10 * time.Minute, 15 * time.Minute},
		{OfficeSession, StageEnrol, 0, 15 * time.Minute},
		{AreaSession, StageFull, 0, 30 * time.Minute},
		{AreaSession, StageFull, 2 * time.Hour, 150 * time.Minute},
		{VisitorSession, StageFull, 0, 24 * time.Hour},
	} {
		if got := at(c.kind, c.stage, c.seen); got != c.want {
			t.Errorf("%s/%s last seen after %v ends after %v, want %v", c.kind, c.stage, c.seen, got, c.want)
		}
	}
}

func TestDigitsOfEveryScript(t *testing.T) {
	for in, want := range map[string]string{"123 456": "123456", "١٢٣٤٥٦": "123456", "۱۲۳۴۵۶": "123456", "১২৩৪৫৬": "123456", "12a": "12", "": ""} {
		if got := onlyDigits(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestTOTPKnownValues(t *testing.T) { // RFC 6238, appendix B (last six digits)
	key := []byte("12345678901234567890")
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"} {
		now := time.Unix(at, 0)
		if step := totpStep(key, code, 0, now); step != at/30 {
			t.Errorf("%s at %d: step %d", code, at, step)
		}
		if totpStep(key, code, at/30, now) != 0 {
			t.Errorf("%s passes twice", code)
		}
		if totpStep(key, code, 0, now.Add(30*time.Second)) == 0 || totpStep(key, code, 0, now.Add(61*time.Second)) != 0 {
			t.Errorf("%s: one step of drift, not two", code)
		}
	}
}

func TestEmails(t *testing.T) {
	for in, want := range map[string]bool{"a@b.it": true, "nome.cognome+x@comune.example.it": true, "a@localhost": true, "è@esempio.it": true,
		"": false, "a": false, "a@b": false, "Anna <a@b.it>": false, "a@b.it, c@d.it": false, "a b@c.it": false, "a@b.it\n": false,
		strings.Repeat("a", 250) + "@b.it": false, "\"x y\"@b.it": false} {
		if validEmail(in) != want {
			t.Errorf("%q: %v", in, !want)
		}
	}
}
