package privacy

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/people"
	"approdo/app/personal"
	"approdo/app/preferences"
)

// idleHouse has so many people whose notice is out, and the day on which they go.
func idleHouse(t *testing.T, n int) (h *house, ids []int64, day time.Time) {
	t.Helper()
	h = build(t, testdb.Pools(t).Work)
	for range n {
		ids = append(ids, h.person("Ada", people.Contact{Kind: people.Email, Value: "ada@example.org"}))
	}
	then := h.now.AddDate(0, 24, 1)
	told, err := Announce(h.ctx, h.db, false, then, 100)
	if h.must(err); told != n {
		t.Fatalf("told %d", told)
	}
	return h, ids, then.AddDate(0, 0, NoticeDays)
}

func (h *house) count(sql string, args ...any) (n int) {
	h.t.Helper()
	h.must(h.db.NewRaw(sql, args...).Scan(h.ctx, &n))
	return n
}

const forgottenSQL = "SELECT count(*) FROM people WHERE forgotten_at IS NOT NULL"

// TestOneWhoFailsStopsNobody breaks one person of five.
func TestOneWhoFailsStopsNobody(t *testing.T) {
	h, ids, day := idleHouse(t, 5)
	_, err := h.db.NewRaw(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
		CREATE TRIGGER broken BEFORE UPDATE ON people FOR EACH ROW WHEN (OLD.id = ` + itoa(ids[1]) + `) EXECUTE FUNCTION broken()`).Exec(h.ctx)
	h.must(err)
	done, err := h.in.ForgetIdle(h.ctx, h.db, day, 100)
	if done != 4 || err == nil || !strings.Contains(err.Error(), "forget person "+itoa(ids[1])) {
		t.Errorf("forgot %d, said %v", done, err)
	}
	_, err = h.db.NewRaw("DROP TRIGGER broken ON people").Exec(h.ctx)
	h.must(err)
	done, err = h.in.ForgetIdle(h.ctx, h.db, day, 100)
	if h.must(err); done != 1 || h.count(forgottenSQL) != 5 {
		t.Errorf("then forgot %d", done)
	}
}

// TestStoppedInTheMiddle ends the program while it forgets the third of five.
func TestStoppedInTheMiddle(t *testing.T) {
	h, ids, day := idleHouse(t, 5)
	_, err := h.in.Book.Give(h.ctx, h.db, h.anna, ids[2], consents.Form{Purpose: consents.Newsletter, Version: 1, Lang: "it", Channel: consents.ByVoice}, h.now.AddDate(0, -12, 0))
	h.must(err)
	ctx, stop := context.WithCancel(h.ctx)
	o := Office{Signer: h.in.Signer, Book: consents.NewBook(func(ctx context.Context, _ bun.Tx, _ auth.Actor, _ *consents.Consent, _ time.Time) error {
		stop()
		return ctx.Err()
	})}
	done, err := o.ForgetIdle(ctx, h.db, day, 100)
	if done != 2 || err == nil {
		t.Fatalf("forgot %d before the stop, said %v", done, err)
	}
	if _, err := people.Find(h.ctx, h.db, h.anna, ids[2]); err != nil {
		t.Errorf("the third is half forgotten: %v", err)
	}
	done, err = h.in.ForgetIdle(h.ctx, h.db, day, 100)
	if h.must(err); done != 3 || h.count(forgottenSQL) != 5 || h.count("SELECT count(*) FROM audit_entries WHERE action = 'privacy.forget'") != 5 {
		t.Errorf("then forgot %d", done)
	}
}

// TestTwoProgramsAtOnce give notice and forget each person once.
func TestTwoProgramsAtOnce(t *testing.T) {
	h, _, day := idleHouse(t, 8)
	done := make(chan int, 2)
	for range 2 {
		go func() {
			n, err := h.in.ForgetIdle(h.ctx, h.db, day, 100)
			if err != nil {
				t.Error(err)
			}
			done <- n
		}()
	}
	if n := <-done + <-done; n != 8 || h.count("SELECT count(*) FROM audit_entries WHERE action = 'privacy.forget'") != 8 {
		t.Errorf("forgot %d", n)
	}
	if h.count("SELECT count(*) FROM messages") != 0 {
		t.Error("the addresses of notices are kept")
	}
}

// TestKeepingWhileTheNightForgets lets the link win or be too late, never both.
func TestKeepingWhileTheNightForgets(t *testing.T) {
	h, ids, day := idleHouse(t, 6)
	for _, id := range ids {
		var notice int64
		h.must(h.db.NewRaw("SELECT id FROM retention_notices WHERE person_id = ?", id).Scan(h.ctx, &notice))
		token := NoticeLink(h.in.Signer, notice)[len("/dati/"):]
		kept := make(chan error, 1)
		go func() { kept <- KeepByLink(h.ctx, h.db, h.in.Signer, token, day) }()
		done, err := h.in.ForgetIdle(h.ctx, h.db, day, 1)
		h.must(err)
		err = <-kept
		if err != nil && !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		var gone bool
		h.must(h.db.NewRaw("SELECT forgotten_at IS NOT NULL FROM people WHERE id = ?", id).Scan(h.ctx, &gone))
		if gone == (err == nil) || done > 1 {
			t.Errorf("person %d: forgotten %v, and the link said %v", id, gone, err)
		}
	}
}

// TestWhateverHappenedKeepsAFile has somebody do one thing each.
func TestWhateverHappenedKeepsAFile(t *testing.T) {
	h := build(t, testdb.Tx(t))
	late := h.now.AddDate(0, 20, 0)
	agreed, chose, entered := h.person("Ada"), h.person("Bea"), h.person("Cora", people.Contact{Kind: people.Email, Value: "cora@example.org"})
	asked, other := h.person("Dora"), h.person("Enza")
	_, err := h.in.Book.Give(h.ctx, h.db, h.anna, agreed, consents.Form{Purpose: consents.Newsletter, Version: 1, Lang: "it", Channel: consents.ByVoice}, late)
	h.must(err)
	var occupation int64
	h.must(h.db.NewRaw(`INSERT INTO occupations (code, isco, sector, shipped, labels) VALUES ('test-1', '9211', 'sep01', true, '{"it":"x"}') RETURNING id`).Scan(h.ctx, &occupation))
	_, err = preferences.Add(h.ctx, h.db, h.anna, chose, preferences.Form{OccupationID: occupation, ByWork: true}, late)
	h.must(err)
	_, err = people.GiveAccess(h.ctx, h.db, h.anna, entered, people.AccessForm{Channel: people.ByMail, Recipient: "cora@example.org"}, late)
	h.must(err)
	h.must(Keep(h.ctx, h.db, h.anna, asked, "tornerà in autunno", late))
	if err := Keep(h.ctx, h.db, h.anna, asked, " ", late); !fault.Is(err, fault.Invalid) {
		t.Errorf("kept for no reason: %v", err)
	}
	if got := h.idle(h.now.AddDate(0, 30, 0)); got != "Enza " {
		t.Errorf("idle: %s", got)
	}
	if got := h.idle(late.AddDate(0, 25, 0)); got != "Ada Bea Cora Dora Enza " {
		t.Errorf("idle two years after: %s", got)
	}
	h.must(h.in.Forget(h.ctx, h.db, h.anna, asked, 60, late))
	if err := Keep(h.ctx, h.db, h.anna, asked, "di nuovo", late); !fault.Is(err, fault.NotFound) {
		t.Errorf("kept who is forgotten: %v", err)
	}
	if h.count("SELECT count(*) FROM retention_notices WHERE kept_reason <> ''") != 0 {
		t.Error("the reason is kept")
	}
	h.must(Keep(h.ctx, h.db, h.anna, other, strings.Repeat("è", MaxReason), late))
}

func itoa(id int64) string { return strconv.FormatInt(id, 10) }

// TestReceiptsOutliveTheirReminders sweeps messages as early as the settings allow: who was
// reminded a month before is not reminded again.
func TestReceiptsOutliveTheirReminders(t *testing.T) {
	h := build(t, testdb.Tx(t))
	for p, n := range map[personal.Purpose]int{personal.Messages: 2, personal.Path: 11, personal.File: 5} {
		if err := SetMonths(h.ctx, h.db, h.anna, map[personal.Purpose]int{p: n}, h.now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s kept for %d months: %v", p, n, err)
		}
	}
	h.must(SetMonths(h.ctx, h.db, h.anna, map[personal.Purpose]int{personal.Messages: 3}, h.now))
	ada := h.person("Ada", people.Contact{Kind: people.Email, Value: "ada@example.org"})
	c, err := h.in.Book.Give(h.ctx, h.db, h.anna, ada, consents.Form{Purpose: consents.Newsletter, Version: 1, Lang: "it", Channel: consents.ByVoice}, h.now)
	h.must(err)
	first, last := c.ExpiresAt.Add(-29*24*time.Hour), c.ExpiresAt.Add(-time.Hour)
	_, err = people.GiveAccess(h.ctx, h.db, h.anna, ada, people.AccessForm{Channel: people.ByMail, Recipient: "ada@example.org"}, first)
	h.must(err)
	for _, at := range []time.Time{first, last} {
		h.must(consents.Remind(h.ctx, h.db, at))
		_, err = h.db.NewRaw("UPDATE messages SET state = 'sent', settled_at = ? WHERE settled_at IS NULL", at).Exec(h.ctx)
		h.must(err)
		_, err = Sweep(h.ctx, h.db, auth.Program("test"), at.Add(time.Hour))
		h.must(err)
		if n := h.count("SELECT count(*) FROM messages WHERE kind = 'consents.ending'"); n != 1 {
			t.Fatalf("reminded %d times", n)
		}
	}
	if gone, err := Sweep(h.ctx, h.db, auth.Program("test"), last.AddDate(0, 4, 0)); err != nil || gone[personal.Messages] == 0 {
		t.Errorf("receipts stay: %v %v", gone, err)
	}
}
