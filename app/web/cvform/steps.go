package cvform

import (
	"slices"

	"approdo/app/europass"
	"approdo/app/web"
)

// Review is the step after the sections of a profile.
const Review = "review"

// slugs are the steps in addresses.
func slugs() [][2]string {
	return [][2]string{{europass.SectionPerson, "chi-sei"}, {europass.SectionJobs, "lavoro"}, {europass.SectionStudies, "studi"},
		{europass.SectionLanguages, "lingue"}, {europass.SectionSkills, "capacita"}, {europass.SectionAbout, "di-te"}, {Review, "riepilogo"}}
}

// Slug is a step as addresses name it.
func Slug(step string) string {
	for _, s := range slugs() {
		if s[0] == step {
			return s[1]
		}
	}
	return ""
}

// StepOf is the step with a name in addresses, "" for none.
func StepOf(slug string) string {
	for _, s := range slugs() {
		if s[1] == slug {
			return s[0]
		}
	}
	return ""
}

// Before is the step before one, "" for the first.
func Before(step string) string {
	i := slices.IndexFunc(slugs(), func(s [2]string) bool { return s[0] == step })
	if i < 1 {
		return ""
	}
	return slugs()[i-1][0]
}

// Stepper shows where in a CV the reader is; base is the address of its steps.
func Stepper(r *web.Request, base, step string) web.Stepper {
	s := web.Stepper{Name: r.T("cvs.write.steps")}
	at := slices.IndexFunc(slugs(), func(s [2]string) bool { return s[0] == step })
	for i, x := range slugs() {
		s.Steps = append(s.Steps, web.Step{Label: r.T("cvs.write.step." + x[0]), URL: r.URL(base + "/" + x[1]), Done: i < at, Current: i == at})
	}
	s.Number = at + 1
	return s
}
