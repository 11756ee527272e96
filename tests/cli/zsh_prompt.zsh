# zsh_prompt.zsh - types a line at the prompt of a zsh that finds completions in a folder.
# Arguments: the folder, the line.
zmodload zsh/zpty || exit 1
zpty prompt "TERM=dumb zsh -f -i"
zpty -w prompt "fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -d ${(q)1}/dump; print REA''DY"
zpty -r -m prompt ignored "*READY*"
zpty -w prompt "$2"
zpty -w prompt exit
while zpty -r prompt line; do
	print -r -- "$line"
done
