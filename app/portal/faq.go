package portal

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/web"
)

// QuestionsPage is the questions people ask, each with its answer.
type QuestionsPage struct {
	InfoPage
	Questions []question
}

type question struct{ ID, Question, Answer string }

// questions are asked in this order; the sentences are the keys "faq.<word>.question"
// and "faq.<word>.answer".
var questions = []string{"cost", "who", "booking", "papers", "language", "change", "nomail", "job", "centre", "first", "access", "privacy"}

func (s *information) showQuestions(c *fiber.Ctx) error {
	r := web.Of(c)
	page := &QuestionsPage{InfoPage: *info(r, "faq.title", "faq.lead", "/domande-frequenti")}
	for _, word := range questions {
		page.Questions = append(page.Questions, question{word, r.T("faq." + word + ".question"), r.T("faq." + word + ".answer")})
	}
	return s.web.Render(c, "portal/pages/faq", page)
}
