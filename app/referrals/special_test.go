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
	return SpecialForm{Kinds: kinds, Reason: "Serve un posto adatto", Consent: Consent{How: "spoken", On: desks.DateOf(h.Now), Lang: "ar"}}
}

// withSpecial is a town whose person told of health and of justice, with needs.
func withSpecial(t *testing.T) (*town, int64) {
	t.Helper()
	h := build(t, testdb.Tx(t))
	h.Must(people.AddSpecial(h.Ctx, h.DB, signer, h.dora, h.person, "health", "Mal di schiena", h.Now))
	h.Must(people.AddSpecial(h.Ctx, h.DB, signer, h.dora, h.person, "justice", "Segreto", h.Now))
	h.Must(cases.ChangeNeeds(h.Ctx, h.DB, h.dora, h.path, nil, cases.Needs{cases.FragilityCode("debts")}, h.Now))
	id := h.begun(Defined)
	h.Must(Do(h.Ctx, h.DB, h.anna, id, Change{Draft, Sent, ""}, h.Now))
	return h, id
}

func (h *town) specialReads(who auth.Actor) int {
	h.Helper()
	reads, err := people.Reads(h.Ctx, h.DB, h.person)
	h.Must(err)
	return len(slices.DeleteFunc(reads, func(r people.Read) bool { return r.Actor != who.Ref() || r.Part != people.PartSpecial }))
}

func TestSpecialCategoriesAreSharedOneByOne(t *testing.T) {
	h, id := withSpecial(t)
	_, err := ReadSpecial(h.Ctx, h.DB, signer, h.sara, id, h.Now)
	h.Wants(err, fault.NotFound, "")
	h.Wants(ShareSpecial(h.Ctx, h.DB, signer, h.anna, id, h.special("health"), h.Now), fault.Forbidden, "")
	h.Wants(ShareSpecial(h.Ctx, h.DB, signer, h.sara, id, h.special("health"), h.Now), fault.NotFound, "")
	h.Wants(ShareSpecial(h.Ctx, h.DB, signer, h.carlo, id, h.special("health"), h.Now), fault.NotFound, "")
	h.Must(ShareSpecial(h.Ctx, h.DB, signer, h.dora, id, h.special("health", "needs"), h.Now))
	got, err := ReadSpecial(h.Ctx, h.DB, signer, h.sara, id, h.Now)
	h.Must(err)
	if len(got.Notes) != 1 || got.Notes[0].Text != "Mal di schiena" || !got.Needs.Has("fragility.debts") || got.Share.Reason != "Serve un posto adatto" {
		t.Errorf("the receiver reads %+v, %+v", got, got.Share)
	}
	if h.specialReads(h.sara) != 1 || h.specialReads(auth.Program("referrals")) != 0 {
		t.Error("the reading is not noted as the reader's")
	}
	if s := got.Share; s.ConsentHow != "spoken" || s.ConsentVersion != ConsentVersion || s.ConsentLang != "ar" || s.ConsentOn != desks.DateOf(h.Now) {
		t.Errorf("the consent is kept as %+v", s)
	}
	h.Must(ShareSpecial(h.Ctx, h.DB, signer, h.dora, id, h.special("disability"), h.Now))
	if got, err = ReadSpecial(h.Ctx, h.DB, signer, h.sara, id, h.Now); err != nil || len(got.Notes)+len(got.Needs) != 0 {
		t.Errorf("after another choice the receiver reads %+v, %v", got, err)
	}
}

func TestWhoMayReadSpecialCategories(t *testing.T) {
	h, id := withSpecial(t)
	h.Must(ShareSpecial(h.Ctx, h.DB, signer, h.dora, id, h.special("health"), h.Now))
	front := auth.Actor{UserID: h.sara.UserID, Roles: []auth.Role{auth.Reception}, DeskIDs: []int64{h.b}}
	_, err := ReadSpecial(h.Ctx, h.DB, signer, front, id, h.Now)
	h.Wants(err, fault.Forbidden, "")
	_, err = ReadSpecial(h.Ctx, h.DB, signer, h.carlo, id, h.Now)
	h.Wants(err, fault.NotFound, "")
	_, err = FindSpecial(h.Ctx, h.DB, signer, h.sara, id)
	h.Wants(err, fault.NotFound, "")
	_, err = FindSpecial(h.Ctx, h.DB, signer, h.anna, id)
	h.Wants(err, fault.Forbidden, "")
	for actor, want := range map[*auth.Actor]bool{&h.sara: true, &front: false, &h.carlo: false} {
		r, err := Find(h.Ctx, h.DB, h.dora, id)
		h.Must(err)
		if got, err := HasSpecial(h.Ctx, h.DB, *actor, r); err != nil || got != want {
			t.Errorf("%+v has special data to read: %v, %v", actor, got, err)
		}
	}
	h.Wants(StopSpecial(h.Ctx, h.DB, h.sara, id, h.Now), fault.NotFound, "")
	h.Wants(StopSpecial(h.Ctx, h.DB, h.anna, id, h.Now), fault.Forbidden, "")
}

func TestWithdrawnConsentEndsTheReading(t *testing.T) {
	h, id := withSpecial(t)
	h.Must(ShareSpecial(h.Ctx, h.DB, signer, h.dora, id, h.special("health"), h.Now))
	h.Must(StopSpecial(h.Ctx, h.DB, h.dora, id, h.Now))
	h.Must(StopSpecial(h.Ctx, h.DB, h.dora, id, h.Now)) // double click
	_, err := ReadSpecial(h.Ctx, h.DB, signer, h.sara, id, h.Now)
	h.Wants(err, fault.NotFound, "")
	h.Must(ShareSpecial(h.Ctx, h.DB, signer, h.dora, id, h.special("health"), h.Now)) // they changed their mind again
	_, err = ReadSpecial(h.Ctx, h.DB, signer, h.sara, id, h.Now)
	h.Must(err)
	for _, state := range []string{Declined, Withdrawn, Expired, Closed} {
		h.put(id, state)
		_, err = ReadSpecial(h.Ctx, h.DB, signer, h.sara, id, h.Now)
		h.Wants(err, fault.NotFound, "")
		h.Wants(ShareSpecial(h.Ctx, h.DB, signer, h.dora, id, h.special("health"), h.Now), fault.Conflict, "referrals.error.moved")
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
		h.Wants(ShareSpecial(h.Ctx, h.DB, signer, h.dora, id, f, h.Now), fault.Invalid, key)
	}
	h.Wants(ShareSpecial(h.Ctx, h.DB, signer, h.dora, id, h.special("gossip"), h.Now), fault.NotFound, "")
	if s, err := FindSpecial(h.Ctx, h.DB, signer, h.dora, id); err != nil || s != nil {
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
