package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"approdo/app/applications"
	"approdo/app/auth"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/desks"
	"approdo/app/occupations"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/app/web/webtest"
)

// canary is somebody whose CV says words that nothing else says.
type canary struct {
	*linked
	person, cv, share int64
	job               int64 // of the application it was sent for
	found, sent       *consents.Consent
	link              string
	desk              int64
}

// sung are the words of the canary's CV: in the file, in a job, in a job looked for.
var sung = []string{"PdfCanoro", "Becchime", "Mangimista"}

// itsName says whose it is.
var itsName = []string{"Canarozza", "Pennuti", "canarozza@piume.example"}

func newCanary(t *testing.T) *canary {
	t.Helper()
	s := &canary{linked: newLinked(t)}
	ctx, db, actor := t.Context(), s.Pools.Web, auth.Program("test")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	desk, err := desks.FindBySlug(ctx, db, "orientation-desk")
	must(err)
	s.desk = desk.ID
	s.person, err = people.Open(ctx, db, actor, s.desk, people.Form{Identity: people.Identity{Given: "Canarozza", Surname: "Pennuti", Lang: "it", City: "Volagrande"},
		Contacts: []people.Contact{{Kind: people.Email, Value: "canarozza@piume.example"}}}, s.Now)
	must(err)
	for kind, data := range map[string]map[string]string{"education": {"title": "Licenza media", "isced": "2"}, "job": {"occupation": "Becchime e voliere"}} {
		_, err := people.AddEntry(ctx, db, actor, s.person, kind, data, s.Now)
		must(err)
	}
	must(occupations.Ship(ctx, s.Pools.Work, s.Now))
	jobs, err := occupations.Search(ctx, db, "cuoco", "it", 1)
	must(err)
	_, err = preferences.Add(ctx, db, actor, s.person, preferences.Form{OccupationID: jobs[0].ID, SkillText: "Mangimista esperta"}, s.Now)
	must(err)
	v, err := cvs.SaveMade(ctx, db, s.Web.Vault(), actor, s.person, cvs.Made{PDF: []byte("%PDF-1.4\nPdfCanoro di Canarozza\n%%EOF\n"), Lang: "it", Warned: true}, s.Now)
	must(err)
	s.cv = v.ID
	_, err = db.NewRaw("UPDATE cvs SET words = to_tsvector('simple', 'pdfcanoro becchime'), read_at = added_at WHERE id = ?", s.cv).Exec(ctx) // as its text is read
	must(err)
	s.found, err = book().Give(ctx, db, actor, s.person, consents.Form{Purpose: consents.Matching, Version: 1, Lang: "it", Channel: consents.ByVoice}, s.Now)
	must(err)
	s.sent, err = book().Give(ctx, db, actor, s.person, consents.Form{Purpose: consents.Sharing, Employer: "Voliera", EmployerEmail: "lavoro@voliera.example", Version: 1, Lang: "it", Channel: consents.ByVoice}, s.Now)
	must(err)
	job, err := applications.Nominate(ctx, db, actor, s.person, "lavoro@voliera.example", applications.Job{Key: "a-nomination-of-the-canary", Position: "Lavoro di prova"}, s.Now)
	must(err)
	x, err := applications.Find(ctx, db, actor, job)
	must(err)
	s.share, s.link, s.job = x.ShareID, cvs.ShareLink(s.Gate.Signer, x.ShareID), job
	return s
}

// employer has opened the link with the code of the mail.
func (s *canary) employer(t *testing.T) *webtest.Browser {
	t.Helper()
	b := s.Browser(t)
	p := b.Get(s.link).Want(200).Submit("/codice", nil).Follow().Want(200)
	var id int64
	if err := s.Pools.Web.NewRaw("SELECT max(subject_id) FROM messages WHERE kind = 'cvs.code'").Scan(t.Context(), &id); err != nil {
		t.Fatal(err)
	}
	proof, err := auth.FindProof(t.Context(), s.Pools.Web, id, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	p.Submit(s.link, map[string]string{"code": s.Gate.Signer.Digits(proof)}).Follow().Want(200)
	return b
}

// others are everybody but the person and the desk that follows them, signed in.
func (s *canary) others(t *testing.T) map[string]*webtest.Browser {
	t.Helper()
	torre, err := desks.FindBySlug(t.Context(), s.Pools.Web, "torre-civica-informativo")
	if err != nil {
		t.Fatal(err)
	}
	var users []auth.DemoUser
	for _, role := range auth.Roles {
		at := []int64{s.desk}
		if slices.Contains([]auth.Role{auth.Reception, auth.Specialist}, role) {
			at = []int64{torre.ID} // of another desk
		}
		if role == auth.Coordinator {
			continue // follows every desk
		}
		users = append(users, auth.DemoUser{Email: string(role) + "@road.example", Name: "Prova " + string(role), Lang: "it", Roles: []auth.Role{role}, DeskIDs: at})
	}
	ids, err := auth.SeedDemo(t.Context(), s.Pools.Web, users, "una frase molto lunga", s.Now)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*webtest.Browser{"a stranger": s.Browser(t), "the employer": s.employer(t)}
	for _, u := range users {
		all[u.Email] = s.Browser(t).SignIn(ids[u.Email])
	}
	other, err := people.Open(t.Context(), s.Pools.Web, auth.Program("test"), s.desk, people.Form{Identity: people.Identity{Given: "Altra", Lang: "it"}}, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	w, err := people.GiveAccess(t.Context(), s.Pools.Web, auth.Program("test"), other, people.AccessForm{Channel: people.OnPaper}, s.Now)
	if err != nil {
		t.Fatal(err)
	}
	b, door := s.Browser(t), people.AccessLink(s.Gate.Signer, w.ID)
	b.Get(door).Submit(door, map[string]string{"code": people.PaperCode(s.Gate.Signer, w)}).Follow().Want(200)
	all["another person"] = b
	return all
}

// searches are what finds the canary while it agrees.
var searches = []string{"parole=PdfCanoro", "parole=Becchime", "lavoro=cuoco", "luogo=Volagrande"}

// roads are every address of the program of a method, with the canary's numbers and keys in
// the places of its parameters.
func (s *canary) roads(method string) []string {
	token := strings.TrimPrefix(s.link, "/cv/")
	file := fmt.Sprint(s.person)
	firsts := []string{file, fmt.Sprint(s.cv), fmt.Sprint(s.share), fmt.Sprint(s.job), token}
	seen := map[string]bool{}
	for _, r := range s.Web.Routes() {
		if r.Method != method {
			continue
		}
		for _, first := range firsts {
			parts := strings.Split(r.Path, "/")
			place := 0
			for i, p := range parts {
				if strings.HasPrefix(p, ":") {
					if parts[i] = first; place > 0 {
						parts[i] = fmt.Sprint(s.cv)
					}
					place++
				}
			}
			seen[strings.Join(parts, "/")] = true
		}
	}
	var all []string
	for road := range seen {
		if !strings.Contains(road, "*") && !strings.Contains(road, "uscita") {
			all = append(all, road)
		}
	}
	slices.Sort(all)
	return all
}

// TestAWithdrawnConsentLeavesNoRoadToTheCV: once taken back, no address of the program, no
// link, no file and no search says a word of the CV to anybody but the person and the desk
// that follows them by its public task (reception, specialist and coordination of its
// desks). The data-protection officer and the auditor may meet the name, not the CV.
func TestAWithdrawnConsentLeavesNoRoadToTheCV(t *testing.T) {
	s := newCanary(t)
	all := s.others(t)
	matching, employer := all[string(auth.Matching)+"@road.example"], all["the employer"]
	candidate := fmt.Sprintf("/ufficio/candidati/%d", s.cv)
	matching.Get(candidate).Want(200).Has("Becchime", "Mangimista")
	for _, q := range searches {
		if !strings.Contains(matching.Get("/ufficio/candidati?"+q).Want(200).Body, candidate) {
			t.Errorf("%s finds nobody who agreed: it proves nothing afterwards", q)
		}
	}
	open := employer.Get(s.link).Want(200).Has("Becchime", "Mangimista")
	if file := open.Submit("/curriculum", nil).Want(200); !strings.Contains(file.Body, "PdfCanoro") {
		t.Fatal("the employer had no file: this test proves nothing")
	}
	for _, c := range []*consents.Consent{s.found, s.sent} {
		if err := book().WithdrawOwn(t.Context(), s.Pools.Web, auth.Actor{PersonID: s.person}, c.ID, s.Now); err != nil {
			t.Fatal(err)
		}
	}
	open.Submit("/curriculum", nil).Want(404)
	var left int
	if err := s.Pools.Web.NewRaw("SELECT count(*) FROM cv_index WHERE person_id = ?", s.person).Scan(t.Context(), &left); err != nil || left != 0 {
		t.Errorf("%d rows of the index are left, %v", left, err)
	}
	roads := s.roads(http.MethodGet)
	if len(roads) < 300 {
		t.Fatalf("only %d roads", len(roads))
	}
	for name, b := range all {
		words := slices.Concat(sung, itsName)
		if strings.HasPrefix(name, string(auth.Protection)) || strings.HasPrefix(name, string(auth.Auditor)) || strings.HasPrefix(name, string(auth.Admin)) {
			words = sung
		}
		for _, road := range roads {
			p := b.Get(road)
			if p.Status >= 500 {
				t.Errorf("%s at %s: %d", name, road, p.Status)
			}
			for _, word := range words {
				if strings.Contains(p.Body, word) {
					t.Errorf("%s reads %s at %s", name, word, road)
				}
			}
		}
		for _, q := range searches {
			if strings.Contains(b.Get("/ufficio/candidati?"+q).Body, candidate) {
				t.Errorf("%s finds the canary by %s", name, q)
			}
		}
	}
	for _, rest := range []string{"/richieste", "/invii"} {
		matching.Post(candidate+rest, s.typed(matching)).Want(404)
	}
	for name, b := range all {
		s.posts(t, name, b)
	}
	if err := s.Pools.Web.NewRaw("SELECT count(*) FROM cvs WHERE id = ? AND file_id IS NOT NULL AND deleted_at IS NULL", s.cv).Scan(t.Context(), &left); err != nil || left != 1 {
		t.Errorf("a post of somebody else ended the CV: %d, %v", left, err)
	}
}

// typed is what a form of the program may ask for, with the word of this browser.
func (s *canary) typed(b *webtest.Browser) url.Values {
	form := url.Values{"email": {"lavoro@voliera.example"}, "employer": {"Voliera"}}
	for _, page := range []string{"/ufficio/profilo", "/ufficio", "/area-personale", "/segnalazione-disservizio"} {
		p := b.Get(page)
		if field := p.Find("input", "name", "_csrf"); p.Status == http.StatusOK && field != nil && form.Get("_csrf") == "" {
			form.Set("_csrf", webtest.Attr(field, "value"))
		}
	}
	return form
}

// posts tries every address that takes something: none answers with a word of the CV.
func (s *canary) posts(t *testing.T, name string, b *webtest.Browser) {
	t.Helper()
	roads, form, heard := s.roads(http.MethodPost), s.typed(b), 0
	if len(roads) < 300 {
		t.Fatalf("only %d roads", len(roads))
	}
	for _, road := range roads {
		p := b.Post(road, form)
		if strings.Contains(p.Body, "Premi ancora una volta") { // the session changed with the post before
			form = s.typed(b)
			p = b.Post(road, form)
		}
		if p.Status >= 500 {
			t.Errorf("%s posts to %s: %d", name, road, p.Status)
		}
		if p.Status != http.StatusForbidden && !strings.Contains(p.Body, "Premi ancora una volta") {
			heard++
		}
		for _, word := range sung {
			if strings.Contains(p.Body, word) {
				t.Errorf("%s reads %s after a post to %s", name, word, road)
			}
		}
	}
	if heard < 20 {
		t.Errorf("of %s's posts only %d are heard: this proves nothing", name, heard)
	}
}
