"""Every page in every look: what is cut, covered or out of sight is found."""
