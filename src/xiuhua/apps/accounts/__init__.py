"""People, units, roles, certificates and grants of area: who may do what, where."""
