"""Small widgets of our own, by role of the visual language. Each takes the :class:`Look` first.

``base`` (what all share), ``label`` (texts), ``button`` (actions, filters, icons), ``segmented`` (one of few),
``tabs`` (status tabs with counts), ``stepper`` (have of need), ``toggle`` (on or off), ``field`` (search and text),
``chip``, ``marks`` (tile, avatar, state shape, bar, ring, level), ``section`` (heads and hairlines of a detail pane),
``form`` (label, control, hint), ``empty`` (nothing here), ``notice`` (something happened), ``skeleton`` (list left,
detail right), ``menu`` (popups with our look), ``dialog`` (questions), ``focus`` (the one focus ring).
"""
