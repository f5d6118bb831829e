"""The clerk's page: the whole job in a browser on this computer. A shell over `docgen.api`."""
