/**
 * What a shard keeps, item by item: keys and values with hand-written codecs.
 *
 * <pre>
 * 10 inode             ino                      attributes, parent hint
 * 20 entry             dir, name[/]             ino, type            a directory's name ends in "/"
 * 28 back reference    ino, dir, name[/]        -                    only with several links
 * 30 extent            content, end             start, place
 * 32 trim              ino                      -                    data behind the size is still to be freed
 * 33 overwritten       content                  data_version         since when readers that began before must begin again
 * 38 xattr             ino, name                value              ACLs too, by their attribute names
 * 3c symlink           ino                      target
 * 40 41 index          seq, ino                 -                    meta, data
 * 42 search            name, ino                -                    attributes with the tag srch
 * 43 45 total          a, b, c                  sum, count           by attributes with the tag totl and injections; by injections
 * 44 attribute index   major, minor, ino        counter              attributes with the tag indx
 * 48 deletion          seq, ino                 last path
 * 49 1                 -                        up to where deletions were forgotten
 * 49 2                 -                        identity of the volume
 * 50 51 52 53          orphan inode, orphan content, open content, orphan upload
 *                      an orphan content names the content whose readers it waits for, if that is another one
 * 54 handle            id                       inode, holder, end of the lease
 * 55 56                inode or holder, id      -                    handles by inode, by holder
 * 57 handle count      holder, or nothing: all  counter
 * 58 upload            bucket, key, id          start, attributes    59 part   5a completed upload
 * 60 live bytes        segment                  counter              61 retired segment
 * 62 quota rule        rule, in its order       -                    63 how many rules, and by what they select
 * 68 recall            ino                      start, days to keep
 * 69 seq floor         -                        a sequence that no index may hold any more
 * 70 counters          name                     next number, inode count
 * </pre>
 *
 * All numbers are big-endian, so items sort by them. Values begin with a version byte.
 */
@NullMarked
package dev.cairn.metadata.item;

import org.jspecify.annotations.NullMarked;
