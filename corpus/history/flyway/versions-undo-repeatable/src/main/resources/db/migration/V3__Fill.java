class V3__Fill {}
