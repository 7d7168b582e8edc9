"""How fast is it? One file for each figure; `make bench` measures them all. See the README, "Figures"."""
