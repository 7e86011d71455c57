package cvs

const ReadKind = "cvs.read"
