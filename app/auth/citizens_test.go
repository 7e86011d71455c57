package auth

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/mail"
)

func clock(at time.Time) func() time.Time { return func() time.Time { return at } }

// codeMail renders what the newest mail to the address says.
func codeMail(t *testing.T, g *Gate, idb bun.IDB, to string, now time.Time) (c CodeMail, link string, content *mail.Content) {
	t.Helper()
	var m mail.Message
	err := idb.NewRaw(`SELECT kind, subject_id, lang FROM messages WHERE recipient = ? ORDER BY id DESC LIMIT 1`, to).Scan(ctx, &m.Kind, &m.SubjectID, &m.Lang)
	if err != nil {
		t.Fatal(err)
	}
	content, err = g.CodeComposer(clock(now))(ctx, idb, m)
	if err != nil {
		t.Fatal(err)
	}
	if content == nil {
		return CodeMail{}, "", nil
	}
	_, link, _ = strings.Cut(content.Button.URL, "?l=")
	return content.Data.(CodeMail), link, content
}

func request(t *testing.T, g *Gate, idb bun.IDB, email string, now time.Time) string {
	t.Helper()
	r, err := g.RequestCode(ctx, idb, Browser{Address: "203.0.113.9", Lang: "ar"}, email, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestACodeOpensTheArea(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	req := request(t, g, tx, " Samira@Example.ORG", noon)
	c, _, content := codeMail(t, g, tx, "samira@example.org", noon)
	if len(c.Code) != 6 || c.Minutes != 15 || content.Lang != "ar" {
		t.Errorf("%+v %q", c, content.Lang)
	}
	if n := count(t, tx, `SELECT count(*) FROM area_codes WHERE row(area_codes.*)::text LIKE ?`, "%"+c.Code+"%"); n != 0 {
		t.Error("the code stands in the database")
	}
	b := Browser{Address: "203.0.113.9", Lang: "ar", Agent: "phone"}
	if _, err := g.OpenArea(ctx, tx, b, AreaProof{Request: req, Code: "x"}, noon); fieldKey(err) != "code: auth.area.wrong" {
		t.Errorf("no digits: %v", err)
	}
	in, err := g.OpenArea(ctx, tx, b, AreaProof{Request: req, Code: c.Code[:3] + " " + c.Code[3:]}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if a := in.Session.Actor(); a.Email != "samira@example.org" || a.SignedIn() || a.Ref() != "citizen" || a.May(OfficeEnter) {
		t.Errorf("%+v", a)
	}
	if s := find(t, g, tx, in.Cookie, noon.Add(31*time.Minute)); s.Actor().Email != "" {
		t.Error("an area left alone for half an hour stays open")
	}
	if _, err := g.OpenArea(ctx, tx, b, AreaProof{Request: req, Code: c.Code}, noon); fieldKey(err) != "code: auth.area.spent" {
		t.Errorf("used twice: %v", err)
	}
	if _, _, content := codeMail(t, g, tx, "samira@example.org", noon); content != nil {
		t.Error("a mail about a used code would still go out")
	}
}

func TestALinkOpensTheAreaOnce(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	request(t, g, tx, "samira@example.org", noon)
	_, link, _ := codeMail(t, g, tx, "samira@example.org", noon)
	for range 3 { // the scanner of a mail server looks three times
		if good, err := g.AreaLinkGood(ctx, tx, link, noon); !good || err != nil {
			t.Fatalf("%v %v", good, err)
		}
	}
	in, err := g.OpenArea(ctx, tx, Browser{}, AreaProof{Link: link}, noon)
	if err != nil || in.Session.Email != "samira@example.org" {
		t.Fatalf("%+v %v", in, err)
	}
	if _, err := g.OpenArea(ctx, tx, Browser{}, AreaProof{Link: link}, noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("twice: %v", err)
	}
	if good, _ := g.AreaLinkGood(ctx, tx, link, noon); good {
		t.Error("a used link looks good")
	}
}

func TestCodesRunOut(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	req := request(t, g, tx, "a@example.org", noon)
	c, link, _ := codeMail(t, g, tx, "a@example.org", noon)
	late := noon.Add(15 * time.Minute)
	if _, err := g.OpenArea(ctx, tx, Browser{}, AreaProof{Request: req, Code: c.Code}, late); fieldKey(err) != "code: auth.area.spent" {
		t.Errorf("late code: %v", err)
	}
	for name, link := range map[string]string{"late": link, "invented": "AAAA", "of another purpose": g.Signer.Token(areaRequest, 1)} {
		if _, err := g.OpenArea(ctx, tx, Browser{}, AreaProof{Link: link}, late); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s link: %v", name, err)
		}
	}
	if _, err := g.OpenArea(ctx, tx, Browser{}, AreaProof{Request: link, Code: c.Code}, noon); !fault.Is(err, fault.NotFound) {
		t.Errorf("a link is no request: %v", err)
	}
	wrong := "000000"
	if c.Code == wrong {
		wrong = "000001"
	}
	for i := range 5 {
		if _, err := g.OpenArea(ctx, tx, Browser{}, AreaProof{Request: req, Code: wrong}, noon); fieldKey(err) != "code: auth.area.wrong" {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if _, err := g.OpenArea(ctx, tx, Browser{}, AreaProof{Request: req, Code: c.Code}, noon); fieldKey(err) != "code: auth.area.spent" {
		t.Errorf("a sixth try: %v", err)
	}
}

func TestFiveTriesEvenAtOnceAndOneUse(t *testing.T) {
	conn, g := testdb.New(t), newGate(t)
	req := request(t, g, conn, "a@example.org", noon)
	c, _, _ := codeMail(t, g, conn, "a@example.org", noon)
	var judged, opened atomic.Int64
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			if _, err := g.OpenArea(context.Background(), conn, Browser{}, AreaProof{Request: req, Code: "x"}, noon); fieldKey(err) == "code: auth.area.wrong" {
				judged.Add(1)
			}
		})
	}
	wg.Wait()
	if judged.Load() != 5 {
		t.Errorf("%d tries were judged", judged.Load())
	}
	req = request(t, g, conn, "b@example.org", noon)
	c, link, _ := codeMail(t, g, conn, "b@example.org", noon)
	for i := range 8 {
		proof := AreaProof{Link: link}
		if i%2 == 0 {
			proof = AreaProof{Request: req, Code: c.Code}
		}
		wg.Go(func() {
			if _, err := g.OpenArea(context.Background(), conn, Browser{}, proof, noon); err == nil {
				opened.Add(1)
			}
		})
	}
	wg.Wait()
	if opened.Load() != 1 {
		t.Errorf("opened %d times", opened.Load())
	}
}

func TestCodesOfTwoRequestsDiffer(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	first := request(t, g, tx, "a@example.org", noon)
	c1, _, _ := codeMail(t, g, tx, "a@example.org", noon)
	second := request(t, g, tx, "a@example.org", noon)
	c2, _, _ := codeMail(t, g, tx, "a@example.org", noon)
	if first == second {
		t.Error("two requests, one word")
	}
	if c1.Code == c2.Code { // one in a million
		t.Skip("the same digits by chance")
	}
	if _, err := g.OpenArea(ctx, tx, Browser{}, AreaProof{Request: second, Code: c1.Code}, noon); err == nil {
		t.Error("the code of one request opens another")
	}
}

func TestRequestsAreLimited(t *testing.T) {
	tx, g := testdb.Tx(t), newGate(t)
	ask := func(email, address string, at time.Time) error {
		_, err := g.RequestCode(ctx, tx, Browser{Address: address, Lang: "it"}, email, at)
		return err
	}
	for i := range 3 {
		if err := ask("a@example.org", "203.0.113.9", noon); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	if err := ask("A@example.org", "198.51.100.1", noon); !fault.Is(err, fault.TooMany) {
		t.Errorf("a fourth mail in a quarter of an hour: %v", err)
	}
	if err := ask("a@example.org", "203.0.113.9", noon.Add(16*time.Minute)); err != nil {
		t.Errorf("later: %v", err)
	}
	for i := range 40 {
		err := ask(string(rune('a'+i%26))+strings.Repeat("x", i)+"@example.net", "203.0.113.77", noon)
		if got := fault.Is(err, fault.TooMany); got != (i >= 30) {
			t.Fatalf("request %d from one network: %v", i, err)
		}
	}
	for _, wrong := range []string{"", "a", "a@b", "Anna <a@example.org>", "a@example.org, b@example.org", "a\x00@example.org"} {
		if err := ask(wrong, "192.0.2.1", noon); fieldKey(err) != "email: auth.area.email_wrong" {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestAllow(t *testing.T) {
	tx := testdb.Tx(t)
	allow := func(at time.Duration) error {
		return Allow(ctx, tx, "test:anna@example.org", 2, time.Minute, noon.Add(at))
	}
	for _, c := range []struct {
		at   time.Duration
		want bool
	}{{0, true}, {50 * time.Second, true}, {55 * time.Second, false}, {59 * time.Second, false}, {time.Minute, true}, {61 * time.Second, true}, {62 * time.Second, false}} {
		if err := allow(c.at); (err == nil) != c.want || (err != nil && !fault.Is(err, fault.TooMany)) {
			t.Errorf("after %v: %v", c.at, err)
		}
	}
	if f, _ := fault.As(allow(90 * time.Second)); f == nil || f.Args["Seconds"] != 30 {
		t.Errorf("how long to wait: %+v", f)
	}
	if n := count(t, tx, `SELECT count(*) FROM rate_limits WHERE name = 'test' AND position('anna' IN encode(key, 'escape')) = 0`); n != 1 {
		t.Error("the table holds the address, or not the name")
	}
}

func TestAllowCountsEveryHitOnce(t *testing.T) {
	conn := testdb.New(t)
	var allowed atomic.Int64
	var wg sync.WaitGroup
	for range 60 {
		wg.Go(func() {
			if Allow(context.Background(), conn, "race:x", 17, time.Minute, noon) == nil {
				allowed.Add(1)
			}
		})
	}
	wg.Wait()
	if allowed.Load() != 17 {
		t.Errorf("%d allowed, want 17", allowed.Load())
	}
}
