// getopt_long(3) without its global variables in the interface. Between begin and end no other thread is let in.
#pragma once

#include <getopt.h>

/// Begins a new command line, once no other thread is at one; getopt prints nothing itself.
void winnow_getopt_begin(void);

/// The next option's code as getopt_long gives it: -1 at the end, '?' for an unknown one, ':' for a missing value.
/// `word` gets the index of the word it was looked for in, `value` the option's value or NULL.
int winnow_getopt_next(int count, char **words, const char *letters, const struct option *options, int *word,
                       char **value);

/// After an error: the one-letter option that is wrong, of which a word may hold several; -1 where it is no ASCII
/// character, 0 where the option is a long one.
int winnow_getopt_letter(void);

/// The index of the first operand, once the options are done: getopt moves operands to the end.
int winnow_getopt_operands(void);

/// Ends the command line, whether all of it has been read or not.
void winnow_getopt_end(void);
