package cvform

import (
	"unicode"

	"approdo/app/europass"
	"approdo/app/i18n"
	"approdo/app/web"
)

// Reviewing reads a CV back as parts/cv/review draws it.
type Reviewing struct {
	Stepper web.Stepper
	Sheet   *Sheet
	// Sections lead to each step.
	Sections []web.Step
	// What is missing: a title of education and a preference no CV goes without, a contact
	// nobody is called back without.
	NoEducation, NoWanted, NoContact bool
	// Studies, Jobs and Person are where that is told; Jobs is the caller's.
	Studies, Jobs, Person string
	// Foreign says that much was typed in letters that few employers here read.
	Foreign bool
	// Ready says that PDFs can be made here.
	Ready bool
	// Papers are the sheets to look at.
	Papers []Paper
	// Save takes the form, "" where it cannot be saved here yet; Warned asks whether the
	// warning was read, no name where nobody would find the CV.
	Save   string
	Warned web.Field
	Errors []web.FieldError
}

// Paper is the sheet in a language.
type Paper struct{ Label, URL string }

// Finish lets the reader save the CV; found says that employers will find it.
func (v *Reviewing) Finish(r *web.Request, f *web.Form, found bool) {
	v.Save = v.Stepper.Steps[len(v.Stepper.Steps)-1].URL
	if found {
		v.Warned = f.Bind(web.Field{Name: "warned", Type: "checkbox", Label: r.T("cvs.write.warned"), Required: true})
	}
}

// DrawReview reads a profile in the reader's language back. base is the address of the
// steps.
func DrawReview(r *web.Request, base string, p *europass.Profile, f *web.Form) *Reviewing {
	v := &Reviewing{Stepper: Stepper(r, base, Review), Sheet: SheetOf(r.L, p), NoEducation: len(p.Education) == 0, NoWanted: len(p.Wanted) == 0,
		NoContact: len(p.Phones)+len(p.Emails) == 0, Studies: r.URL(base + "/" + Slug(europass.SectionStudies)),
		Person: r.URL(base + "/" + Slug(europass.SectionPerson)), Foreign: foreign(p), Errors: f.Errors()}
	v.Sheet.Inner = true
	for _, s := range v.Stepper.Steps {
		if !s.Current {
			v.Sections = append(v.Sections, s)
		}
	}
	v.InLanguages(r, base, r.Lang)
	return v
}

// InLanguages offers the sheet in Italian and in the person's language.
func (v *Reviewing) InLanguages(r *web.Request, base, lang string) {
	v.Papers = nil
	for i, l := range []string{i18n.Italian, lang} {
		if i == 0 || l != i18n.Italian {
			v.Papers = append(v.Papers, Paper{r.T("cvs.write.paper", "Language", r.L.LanguageName(l)), r.URL(base + "/anteprima?lingua=" + l)})
		}
	}
}

// foreign reports whether what an employer reads first is typed in letters that are not
// Latin.
func foreign(p *europass.Profile) bool {
	words := p.Name() + p.About
	for _, j := range p.Jobs {
		words += j.Position + j.Description
	}
	for _, s := range p.Education {
		words += s.Title
	}
	for _, s := range p.Skills {
		words += s
	}
	latin, others := 0, 0
	for _, c := range words {
		switch {
		case unicode.Is(unicode.Latin, c):
			latin++
		case unicode.IsLetter(c):
			others++
		}
	}
	return others > 0 && others*3 > latin
}
