package privacy

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/people"
)

// copier makes copies in a database of its own.
func (h *house) copier() Copies {
	h.t.Helper()
	vault, err := files.NewVault(new(files.Memory), files.Options{Secret: []byte("a secret of thirty-two letters ok")})
	h.must(err)
	return Copies{Office: h.in, Vault: vault, Sheets: func(context.Context, int64, string, time.Time) ([]Sheet, error) {
		return []Sheet{{Name: "riepilogo.pdf", Data: []byte("%PDF-1.7 riepilogo")}}, nil
	}}
}

func (h *house) make(x Copies, id int64, now time.Time) {
	h.t.Helper()
	payload, err := json.Marshal(copyOrder{id})
	h.must(err)
	h.must(x.make(h.ctx, h.db.(*bun.DB), payload, now))
}

// stored are the files of copies that can be found.
func (h *house) stored() (n int) {
	h.t.Helper()
	h.must(h.db.NewRaw("SELECT count(*) FROM files WHERE owner = 'copy' AND deleted_at IS NULL").Scan(h.ctx, &n))
	return n
}

func (h *house) open(x Copies, f *files.File) map[string]string {
	h.t.Helper()
	content, err := x.Vault.Open(h.ctx, f)
	h.must(err)
	raw, err := io.ReadAll(content)
	h.must(errors.Join(err, content.Close()))
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	h.must(err)
	all := map[string]string{}
	for _, e := range z.File {
		r, err := e.Open()
		h.must(err)
		b, err := io.ReadAll(r)
		h.must(err)
		all[e.Name] = string(b)
	}
	return all
}

// signed gives a person a closed path with a signed plan that was scanned.
func (h *house) signed(x Copies, person int64, canary string) {
	h.t.Helper()
	id, err := cases.TakeInCharge(h.ctx, h.db, h.anna, cases.Intake{PersonID: person, DeskID: h.desk, NoticeVersion: cases.NoticeVersion, NoticeLang: "it"}, h.now)
	h.must(err)
	h.must(cases.WriteDocument(h.ctx, h.db, h.anna, id, cases.Plan, cases.Content{Version: 1, UserID: h.anna.UserID, Lang: "it",
		Body: map[string]string{"goals": canary}, Lines: []cases.Line{{What: "Cercare " + canary, Doer: "person"}}}, h.now))
	sheet := cases.NewScan{Name: canary + ".pdf", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("%PDF-1.7 " + canary)), nil }}
	h.must(cases.DecideOnPaper(h.ctx, h.db, x.Vault, h.anna, cases.Ref{CaseID: id, Kind: cases.Plan, Version: 1},
		cases.Decision{Version: 1, Revision: 1, To: cases.Signed, Signer: canary, On: desks.DateOf(h.now)}, []cases.NewScan{sheet}, h.now))
	h.must(people.AddSpecial(h.ctx, h.db, h.in.Signer, h.anna, person, people.SpecialKinds()[0], "riservato "+canary, h.now))
	h.must(cases.Close(h.ctx, h.db, h.anna, id, cases.Outcomes()[0], canary, h.now))
}

// TestACopyHoldsEverythingOfOnePersonOnly: every table with something to show, what is
// sealed, the files; nothing of somebody else who shares desk and address.
func TestACopyHoldsEverythingOfOnePersonOnly(t *testing.T) {
	h := build(t, testdb.Pools(t).Web)
	x, house := h.copier(), people.Contact{Kind: people.Email, Value: "casa@example.org"}
	ada, bea := h.person("Ada", house), h.person("Bea", house)
	h.signed(x, ada, "adaparola")
	h.signed(x, bea, "canarino")
	me, other := auth.Actor{PersonID: ada}, auth.Actor{PersonID: bea}
	for _, a := range []auth.Actor{me, other} {
		_, err := h.in.AskOwn(h.ctx, h.db, a, Asking{Kind: Erase}, h.now)
		h.must(err)
	}
	h.must(AskCopy(h.ctx, h.db, me, "it", h.now))
	h.must(AskCopy(h.ctx, h.db, me, "it", h.now.Add(time.Hour)))
	c, err := OwnCopy(h.ctx, h.db, me)
	h.must(err)
	if _, err := TakeCopy(h.ctx, h.db, me, c.ID, h.now); !fault.Is(err, fault.NotFound) {
		t.Errorf("fetched before it was made: %v", err)
	}
	h.make(x, c.ID, h.now)
	h.make(x, c.ID, h.now)
	if err := AskCopy(h.ctx, h.db, me, "it", h.now.Add(copyAgain-time.Second)); keyOf(err) != "area.data.copy.daily" {
		t.Errorf("a second copy on one day: %v", err)
	}
	if _, err := TakeCopy(h.ctx, h.db, other, c.ID, h.now); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody else fetched it: %v", err)
	}
	f, err := TakeCopy(h.ctx, h.db, me, c.ID, h.now)
	h.must(err)
	if h.stored() != 1 || h.mails(kindCopy) != 1 {
		t.Errorf("%d files, %d mails", h.stored(), h.mails(kindCopy))
	}
	h.whole(h.open(x, f), ada)
	if _, err := TakeCopy(h.ctx, h.db, me, c.ID, h.now.AddDate(0, 0, CopyDays)); !fault.Is(err, fault.NotFound) {
		t.Errorf("fetched after its days: %v", err)
	}
	h.must(x.drop(h.ctx, h.db.(*bun.DB), nil, h.now.AddDate(0, 0, CopyDays)))
	if h.stored() != 0 {
		t.Error("the file outlives its days")
	}
}

// whole wants everything of a person in the files of a copy, and no canary.
func (h *house) whole(all map[string]string, person int64) {
	h.t.Helper()
	text := ""
	for name, content := range all {
		text += name + "\n" + content + "\n"
	}
	if strings.Contains(text, "canarino") || strings.Contains(text, "Bea") {
		h.t.Errorf("somebody else is in it: %s", text)
	}
	for _, want := range []string{"riepilogo.pdf", "riservato adaparola", "file/001-adaparola.pdf", "%PDF-1.7 adaparola", "Cercare adaparola", "privacy.received"} {
		if !strings.Contains(text, want) {
			h.t.Errorf("the copy does not say %q", want)
		}
	}
	var data everything
	h.must(json.Unmarshal([]byte(all["dati.json"]), &data))
	has := map[string]bool{}
	for _, p := range data.Parts {
		has[p.Table] = true
	}
	for _, c := range Catalogue() {
		if len(c.Show) == 0 {
			continue
		}
		var n int
		h.must(h.db.NewRaw("SELECT count(*) FROM "+c.Name+" AS t WHERE "+c.Whose, "{"+idText(person)+"}").Scan(h.ctx, &n))
		if n > 0 != has[c.Name] {
			h.t.Errorf("%s has %d rows; in the copy: %v", c.Name, n, has[c.Name])
		}
	}
}

// TestForgottenWhileACopyIsMade: whatever the moment, no copy is left.
func TestForgottenWhileACopyIsMade(t *testing.T) {
	h := build(t, testdb.Pools(t).Web)
	x := h.copier()
	for name, when := range map[string]string{"Ada": "before", "Bea": "sheets", "Cora": "after"} {
		person := h.person(name)
		h.must(AskCopy(h.ctx, h.db, auth.Actor{PersonID: person}, "it", h.now))
		c, err := OwnCopy(h.ctx, h.db, auth.Actor{PersonID: person})
		h.must(err)
		forget := func() { h.must(h.in.Forget(h.ctx, h.db, h.anna, person, 60, h.now)) }
		run := x
		switch when {
		case "before":
			forget()
		case "sheets":
			run.Sheets = func(context.Context, int64, string, time.Time) ([]Sheet, error) { forget(); return nil, nil }
		}
		h.make(run, c.ID, h.now)
		if when == "after" {
			if h.stored() != 1 {
				t.Error("no copy was made")
			}
			forget()
		}
		if n := h.stored(); n != 0 {
			t.Errorf("forgotten %s: %d copies are left", when, n)
		}
		h.make(run, c.ID, h.now)
	}
}

// TestACopyThatFailsLeavesNothing: the archive breaks off, and the next run makes it whole.
func TestACopyThatFailsLeavesNothing(t *testing.T) {
	h := build(t, testdb.Pools(t).Web)
	x := h.copier()
	me := auth.Actor{PersonID: h.person("Ada")}
	h.must(AskCopy(h.ctx, h.db, me, "it", h.now))
	c, err := OwnCopy(h.ctx, h.db, me)
	h.must(err)
	broken, boom := x, errors.New("no paper")
	broken.Sheets = func(context.Context, int64, string, time.Time) ([]Sheet, error) { return nil, boom }
	payload, err := json.Marshal(copyOrder{c.ID})
	h.must(err)
	if err := broken.make(h.ctx, h.db.(*bun.DB), payload, h.now); !errors.Is(err, boom) || h.stored() != 0 {
		t.Errorf("a broken copy: %v, %d files", err, h.stored())
	}
	h.make(x, c.ID, h.now)
	if c, err := OwnCopy(h.ctx, h.db, me); err != nil || !c.Live(h.now) || h.stored() != 1 {
		t.Errorf("%+v %v, %d files", c, err, h.stored())
	}
}
