package inspect

import (
	"regexp"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// mostDrawn is how many forms the pages may draw, those within forms counted each time:
// ten forms that draw one another ten times each would keep a reader busy for years.
const mostDrawn = 20_000

var drawing = regexp.MustCompile(`/([^\s/<>\[\](){}%]+)\s+Do\b`)

// draw counts the forms a page draws.
func (c *copier) draw(p *page) error {
	contents := types.Array{p.dict["Contents"]}
	if a, ok := c.get(p.dict["Contents"]).(types.Array); ok {
		contents = a
	}
	for _, v := range contents {
		s, ok := c.get(v).(types.StreamDict)
		if !ok {
			continue
		}
		n, err := c.forms(s, c.dict(p.dict["Resources"]), 0)
		if err != nil {
			return err
		}
		c.drawn += n
	}
	if c.drawn > mostDrawn {
		return refusal(refusedHeavy)
	}
	return nil
}

// forms is how many forms a content draws, with those within.
func (c *copier) forms(s types.StreamDict, resources types.Dict, depth int) (n int64, err error) {
	if own := c.dict(s.Dict["Resources"]); own != nil {
		resources = own
	}
	named := c.dict(resources["XObject"])
	if len(named) == 0 {
		return 0, nil
	}
	if depth > mostDepth {
		return 0, refusal(refusedHeavy)
	}
	content, err := c.content(s, mostText)
	if err != nil {
		return 0, nil // what cannot be unpacked draws nothing; its size is bounded elsewhere
	}
	for _, m := range drawing.FindAllSubmatch(content, -1) {
		form, err := types.DecodeName(string(m[1]))
		if err != nil {
			continue
		}
		within, err := c.weight(named[form], resources, depth)
		if err != nil {
			return 0, err
		}
		if n += within; n > mostDrawn {
			return 0, refusal(refusedHeavy)
		}
	}
	return n, nil
}

// weight is what drawing a thing comes to: nothing for a picture; a form that draws itself
// never ends.
func (c *copier) weight(o types.Object, resources types.Dict, depth int) (int64, error) {
	s, ok := c.get(o).(types.StreamDict)
	if !ok || name(c.get(s.Dict["Subtype"])) != "Form" {
		return 0, nil
	}
	r, ok := o.(types.IndirectRef)
	if !ok {
		return 1, nil
	}
	number := int(r.ObjectNumber)
	if known, ok := c.weights[number]; ok {
		if known == 0 {
			return 0, refusal(refusedHeavy)
		}
		return known, nil
	}
	c.weights[number] = 0
	n, err := c.forms(s, resources, depth+1)
	c.weights[number] = n + 1
	return n + 1, err
}
