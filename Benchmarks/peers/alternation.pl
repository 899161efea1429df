#!/usr/bin/perl
# alternation.pl RULES TEXTS SECONDS: Perl with all rules as one alternation, which finds one of them at each place.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Time::HiRes qw(time);

my ($rules, $folder, $limit) = @ARGV;
open my $file, '<', $rules or die $!;
chomp(my @rules = <$file>);
my $begin = time;
# Groups are numbered through, so references to them become relative.
my $all = join '|', map { (my $rule = $_) =~ s/\\1/\\g{-1}/g; "(?:$rule)" } @rules;
my $pattern = qr/$all/mi;
my $load = time - $begin;
my @texts;
for my $path (sort glob "$folder/*") {
    open my $text, '<', $path or die $!;
    local $/;
    push @texts, scalar <$text>;
    last if @texts == 200;
}
my ($done, $size, $matches) = (0, 0, 0);
$begin = time;
do {
    my $text = $texts[$done++ % @texts];
    $matches++ while $text =~ /$pattern/g;
    $size += do { use bytes; length $text };
} while time - $begin < $limit;
printf qq({"mb_per_second": %.3f, "documents": %d, "matches": %d, "load_ms": %.1f, "lost": 0}\n),
    $size / 1e6 / (time - $begin), $done, $matches, $load * 1e3;
