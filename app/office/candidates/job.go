package candidates

import (
	"crypto/rand"
	"strconv"

	"approdo/app/applications"
	"approdo/app/fault"
	"approdo/app/web"
)

// JobForm asks for which job a CV is sent. N tells the forms of a page apart.
type JobForm struct {
	N, Key   string
	Position web.Field
}

func jobForm(r *web.Request, f *web.Form, n int) *JobForm {
	x := &JobForm{N: strconv.Itoa(n), Key: rand.Text()}
	if f.Get("n") == x.N && f.Get("key") != "" {
		x.Key = f.Get("key")
	}
	x.Position = f.Bind(web.Field{Name: "position-" + x.N, Label: r.T("candidates.position"), Hint: r.T("candidates.position.hint"), Max: applications.MaxLine, Required: true, Autocomplete: "off"})
	return x
}

// readJob is the job a form names.
func readJob(f *web.Form) applications.Job {
	return applications.Job{Key: f.Get("key"), Position: f.Get("position-" + f.Get("n"))}
}

// placed gives a fault about the job the name of its field in the form it came from.
func placed(f *web.Form, err error) error {
	x, ok := fault.As(err)
	if !ok || x.Kind != fault.Invalid {
		return err
	}
	for i := range x.Fields {
		if x.Fields[i].Name == "position" {
			x.Fields[i].Name = "position-" + f.Get("n")
		}
	}
	return x
}
