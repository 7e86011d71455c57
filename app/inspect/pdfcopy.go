package inspect

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// copier makes a new document of what may stay in one that was read.
type copier struct {
	x       *model.XRefTable
	read    []byte
	out     *writer
	copies  map[int]int // object read → object written
	waiting []int       // objects read whose copies are reserved and not yet written
	made    map[int]int // page read → page written
	dropped map[string]bool
	pages   int
	decoded int64         // bytes of streams looked into
	weights map[int]int64 // drawings a form comes to; 0 while it is being counted
	drawn   int64
}

func newCopier(x *model.XRefTable, read []byte) *copier {
	return &copier{x: x, read: read, out: newWriter(), copies: map[int]int{}, made: map[int]int{}, dropped: map[string]bool{}, weights: map[int]int64{}}
}

// get is what a value stands for, nil for what is not there or cannot be read.
func (c *copier) get(o types.Object) types.Object {
	for range mostDepth {
		r, ok := o.(types.IndirectRef)
		if !ok {
			break
		}
		var err error
		if o, err = c.x.Dereference(r); err != nil {
			return nil
		}
	}
	switch s := o.(type) {
	case types.IndirectRef:
		return nil
	case *types.StreamDict:
		return *s
	case types.ObjectStreamDict, types.XRefStreamDict, *types.ObjectStreamDict, *types.XRefStreamDict:
		return nil
	}
	return o
}

func (c *copier) dict(o types.Object) types.Dict {
	d, _ := c.get(o).(types.Dict)
	return d
}

func (c *copier) array(o types.Object) types.Array {
	a, _ := c.get(o).(types.Array)
	return a
}

// copy writes the new document.
func (c *copier) copy(maxPages int) error {
	root := c.dict(*c.x.Root)
	if root == nil {
		return refusal(refusedBroken)
	}
	if b, ok := c.get(root["NeedsRendering"]).(types.Boolean); ok && bool(b) {
		return refusal(refusedForm)
	}
	found, err := c.findPages(maxPages)
	if err != nil {
		return err
	}
	tree := c.out.number()
	kids := types.Array{}
	for _, p := range found {
		p.written = c.out.number()
		c.made[p.number] = p.written
		kids = append(kids, ref(p.written))
	}
	for _, p := range found {
		if err := c.page(p, tree); err != nil {
			return err
		}
	}
	c.pages = len(found)
	c.out.object(tree, types.Dict{"Type": types.Name("Pages"), "Kids": kids, "Count": types.Integer(len(kids))})
	catalogue, err := c.catalogue(root, tree)
	if err != nil {
		return err
	}
	if err := c.rest(); err != nil {
		return err
	}
	c.out.end(c.out.add(catalogue), c.out.add(c.info()), c.read)
	return nil
}

// catalogue keeps what a reader needs: language, structure, layers.
func (c *copier) catalogue(root types.Dict, tree int) (types.Dict, error) {
	d := types.Dict{"Type": types.Name("Catalog"), "Pages": ref(tree)}
	for _, k := range []string{"Lang", "MarkInfo", "StructTreeRoot", "OCProperties"} {
		v, err := c.value(root[k], 0)
		if err != nil {
			return nil, err
		}
		if v != nil {
			d[k] = v
		}
	}
	seen := types.Dict{}
	for _, k := range []string{"DisplayDocTitle", "Direction"} {
		if v := c.get(c.dict(root["ViewerPreferences"])[k]); v != nil {
			seen[k] = v
		}
	}
	if len(seen) > 0 {
		d["ViewerPreferences"] = seen
	}
	xml, err := c.europass()
	if err != nil || xml == nil {
		return d, err
	}
	spec := c.out.embed(xml)
	d["Names"] = types.Dict{"EmbeddedFiles": types.Dict{"Names": types.Array{types.StringLiteral(attachmentName), spec}}}
	d["AF"] = types.Array{spec}
	return d, nil
}

// info keeps the title alone: the rest tells of programs and people.
func (c *copier) info() types.Dict {
	d := types.Dict{"Producer": types.StringLiteral("Approdo")}
	if c.x.Info == nil {
		return d
	}
	switch title := c.get(c.dict(*c.x.Info)["Title"]).(type) {
	case types.StringLiteral, types.HexLiteral:
		d["Title"] = title
	}
	return d
}

// rest writes what the pages referred to, and what that referred to.
func (c *copier) rest() error {
	for len(c.waiting) > 0 {
		number := c.waiting[len(c.waiting)-1]
		c.waiting = c.waiting[:len(c.waiting)-1]
		v, err := c.object(c.get(ref(number)))
		if err != nil {
			return err
		}
		c.out.object(c.copies[number], v)
	}
	return nil
}

// object is the copy of an indirect object: as a value, and it may be a stream.
func (c *copier) object(o types.Object) (types.Object, error) {
	s, ok := o.(types.StreamDict)
	if !ok {
		return c.value(o, 0)
	}
	if _, outside := s.Dict["F"]; outside || active(s.Dict) {
		return nil, nil
	}
	if err := c.measure(s); err != nil {
		return nil, err
	}
	d, err := c.entries(s.Dict, 0)
	return types.StreamDict{Dict: d, Raw: s.Raw}, err
}

// value is the copy of a value, nil for what does not stay.
func (c *copier) value(o types.Object, depth int) (types.Object, error) {
	if depth > mostDepth {
		return nil, refusal(refusedHeavy)
	}
	switch o := o.(type) {
	case types.IndirectRef:
		return c.reference(int(o.ObjectNumber))
	case types.Array:
		a := make(types.Array, 0, len(o))
		for _, v := range o {
			copied, err := c.value(v, depth+1)
			if err != nil {
				return nil, err
			}
			a = append(a, copied)
		}
		return a, nil
	case types.Dict:
		if active(o) {
			return nil, nil
		}
		return c.entries(o, depth)
	case types.Name, types.StringLiteral, types.HexLiteral, types.Integer, types.Float, types.Boolean:
		return o, nil
	}
	return nil, nil
}

// entries are the copies of a dictionary's entries that stay.
func (c *copier) entries(d types.Dict, depth int) (types.Dict, error) {
	kept := types.Dict{}
	for k, v := range d {
		if _, never := forbidden[k]; never {
			continue
		}
		copied, err := c.value(v, depth+1)
		if err != nil {
			return nil, err
		}
		if copied != nil {
			kept[k] = copied
		}
	}
	return kept, nil
}

// reference reserves a copy of an indirect object, once; a page's is the page.
func (c *copier) reference(number int) (types.Object, error) {
	if page, ok := c.made[number]; ok {
		return ref(page), nil
	}
	if done, ok := c.copies[number]; ok {
		return ref(done), nil
	}
	o := c.get(ref(number))
	if d, ok := o.(types.Dict); o == nil || ok && active(d) {
		return nil, nil
	}
	if len(c.copies) >= mostWritten {
		return nil, refusal(refusedHeavy)
	}
	c.copies[number] = c.out.number()
	c.waiting = append(c.waiting, number)
	return ref(c.copies[number]), nil
}
