package referrals

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db/testdb"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/locales"
)

var signer = auth.NewSigner([]byte("a secret of thirty-two bytes or so"))

func (h *town) special(kinds ...string) SpecialForm {
	return SpecialForm{Kinds: kinds, Reason: "Serve un posto adatto", Consent: Consent{How: "spoken", On: desks.DateOf(h.now), Lang: "ar"}}
}

// withSpecial is a town whose person told of health and of justice, with needs.
func withSpecial(t *testing.T) (*town, int64) {
	t.Helper()
	h := build(t, testdb.Tx(t))
	h.must(people.AddSpecial(h.ctx, h.db, signer, h.dora, h.person, "health", "Mal di schiena", h.now))
	h.must(people.AddSpecial(h.ctx, h.db, signer, h.dora, h.person, "justice", "Segreto", h.now))
	h.must(cases.ChangeNeeds(h.ctx, h.db, h.dora, h.path, nil, cases.Needs{cases.FragilityCode("debts")}, h.now))
	id := h.begun(Defined)
	h.must(Do(h.ctx, h.db, h.anna, id, Change{Draft, Sent, ""}, h.now))
	return h, id
}

func (h *town) specialReads(who auth.Actor) int {
	h.t.Helper()
	reads, err := people.Reads(h.ctx, h.db, h.person)
	h.must(err)
	return len(slices.DeleteFunc(reads, func(r people.Read) bool { return r.Actor != who.Ref() || r.Part != people.PartSpecial }))
}

func TestSpecialCategoriesAreSharedOneByOne(t *testing.T) {
	h, id := withSpecial(t)
	_, err := ReadSpecial(h.ctx, h.db, signer, h.sara, id, h.now)
	h.wants(err, fault.NotFound, "")
	h.wants(ShareSpecial(h.ctx, h.db, signer, h.anna, id, h.special("health"), h.now), fault.Forbidden, "")
	h.wants(ShareSpecial(h.ctx, h.db, signer, h.sara, id, h.special("health"), h.now), fault.NotFound, "")
	h.wants(ShareSpecial(h.ctx, h.db, signer, h.carlo, id, h.special("health"), h.now), fault.NotFound, "")
	h.must(ShareSpecial(h.ctx, h.db, signer, h.dora, id, h.special("health", "needs"), h.now))
	got, err := ReadSpecial(h.ctx, h.db, signer, h.sara, id, h.now)
	h.must(err)
	if len(got.Notes) != 1 || got.Notes[0].Text != "Mal di schiena" || !got.Needs.Has("fragility.debts") || got.Share.Reason != "Serve un posto adatto" {
		t.Errorf("the receiver reads %+v, %+v", got, got.Share)
	}
	if h.specialReads(h.sara) != 1 || h.specialReads(auth.Program("referrals")) != 0 {
		t.Error("the reading is not noted as the reader's")
	}
	if s := got.Share; s.ConsentHow != "spoken" || s.ConsentVersion != ConsentVersion || s.ConsentLang != "ar" || s.ConsentOn != desks.DateOf(h.now) {
		t.Errorf("the consent is kept as %+v", s)
	}
	h.must(ShareSpecial(h.ctx, h.db, signer, h.dora, id, h.special("disability"), h.now))
	if got, err = ReadSpecial(h.ctx, h.db, signer, h.sara, id, h.now); err != nil || len(got.Notes)+len(got.Needs) != 0 {
		t.Errorf("after another choice the receiver reads %+v, %v", got, err)
	}
}

func TestWhoMayReadSpecialCategories(t *testing.T) {
	h, id := withSpecial(t)
	h.must(ShareSpecial(h.ctx, h.db, signer, h.dora, id, h.special("health"), h.now))
	front := auth.Actor{UserID: h.sara.UserID, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.b}}
	_, err := ReadSpecial(h.ctx, h.db, signer, front, id, h.now)
	h.wants(err, fault.Forbidden, "")
	_, err = ReadSpecial(h.ctx, h.db, signer, h.carlo, id, h.now)
	h.wants(err, fault.NotFound, "")
	_, err = FindSpecial(h.ctx, h.db, signer, h.sara, id)
	h.wants(err, fault.NotFound, "")
	_, err = FindSpecial(h.ctx, h.db, signer, h.anna, id)
	h.wants(err, fault.Forbidden, "")
	for actor, want := range map[*auth.Actor]bool{&h.sara: true, &front: false, &h.carlo: false} {
		r, err := Find(h.ctx, h.db, h.dora, id)
		h.must(err)
		if got, err := HasSpecial(h.ctx, h.db, *actor, r); err != nil || got != want {
			t.Errorf("%+v has special data to read: %v, %v", actor, got, err)
		}
	}
	h.wants(StopSpecial(h.ctx, h.db, h.sara, id, h.now), fault.NotFound, "")
	h.wants(StopSpecial(h.ctx, h.db, h.anna, id, h.now), fault.Forbidden, "")
}

func TestWithdrawnConsentEndsTheReading(t *testing.T) {
	h, id := withSpecial(t)
	h.must(ShareSpecial(h.ctx, h.db, signer, h.dora, id, h.special("health"), h.now))
	h.must(StopSpecial(h.ctx, h.db, h.dora, id, h.now))
	h.must(StopSpecial(h.ctx, h.db, h.dora, id, h.now)) // double click
	_, err := ReadSpecial(h.ctx, h.db, signer, h.sara, id, h.now)
	h.wants(err, fault.NotFound, "")
	h.must(ShareSpecial(h.ctx, h.db, signer, h.dora, id, h.special("health"), h.now)) // they changed their mind again
	_, err = ReadSpecial(h.ctx, h.db, signer, h.sara, id, h.now)
	h.must(err)
	for _, state := range []string{Declined, Withdrawn, Expired, Closed} {
		h.put(id, state)
		_, err = ReadSpecial(h.ctx, h.db, signer, h.sara, id, h.now)
		h.wants(err, fault.NotFound, "")
		h.wants(ShareSpecial(h.ctx, h.db, signer, h.dora, id, h.special("health"), h.now), fault.Conflict, "referrals.error.moved")
	}
}

func TestWhatSharingSpecialCategoriesAsksFor(t *testing.T) {
	h, id := withSpecial(t)
	for key, spoil := range map[string]func(*SpecialForm){
		"referrals.error.kinds":  func(f *SpecialForm) { f.Kinds = nil },
		"referrals.error.reason": func(f *SpecialForm) { f.Reason = " " },
		"referrals.error.how":    func(f *SpecialForm) { f.Consent.How = "" },
		"referrals.error.on":     func(f *SpecialForm) { f.Consent.On = f.Consent.On.AddDays(1) },
		"cases.error.lang":       func(f *SpecialForm) { f.Consent.Lang = "xx" },
	} {
		f := h.special("health")
		spoil(&f)
		h.wants(ShareSpecial(h.ctx, h.db, signer, h.dora, id, f, h.now), fault.Invalid, key)
	}
	h.wants(ShareSpecial(h.ctx, h.db, signer, h.dora, id, h.special("gossip"), h.now), fault.NotFound, "")
	if s, err := FindSpecial(h.ctx, h.db, signer, h.dora, id); err != nil || s != nil {
		t.Errorf("something was kept: %+v, %v", s, err)
	}
}

// The sentence a person agrees to is kept by its version, so that a changed sentence
// needs a new one.
func TestTheConsentHasAVersion(t *testing.T) {
	sum := sha256.New()
	for _, l := range i18n.Languages() {
		raw, err := locales.FS.ReadFile(l.Tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]any{}
		if err := json.Unmarshal(raw, &texts); err != nil {
			t.Fatal(err)
		}
		var said []string
		for key, text := range texts {
			if sentence, ok := text.(string); ok && strings.HasPrefix(key, "referrals.consent.") {
				said = append(said, l.Tag+"\x00"+key+"\x00"+sentence+"\x00")
			}
		}
		slices.Sort(said)
		sum.Write([]byte(strings.Join(said, "")))
	}
	if got := hex.EncodeToString(sum.Sum(nil))[:16]; got != ConsentSum {
		t.Errorf("the consent has changed since version %s: give it a new ConsentVersion, and %q as ConsentSum", ConsentVersion, got)
	}
}
