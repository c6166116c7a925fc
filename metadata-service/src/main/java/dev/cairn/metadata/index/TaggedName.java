package dev.cairn.metadata.index;

import dev.cairn.api.metadata.TotalName;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The name of a tagged attribute, {@code scoutfs.} with tags behind it (XTG-1 to XTG-9, D-14). */
final class TaggedName {

    /** What a tag asks for. */
    enum Tag {
        HIDE("hide."),
        INDEX("indx."),
        SEARCH("srch."),
        TOTAL("totl.");

        /** Bytes do not change, but the checker has only our word for it. */
        @SuppressWarnings("ImmutableEnumChecker")
        private final Bytes word;

        Tag(String word) {
            this.word = Bytes.utf8(word);
        }
    }

    /** Where an {@code indx.} name puts an inode. */
    record Position(int major, long minor) {}

    static final Bytes PREFIX = Bytes.utf8("scoutfs.");

    private static final int TAG_BYTES = 5;
    private static final int MAJOR_MAX = 255;

    private final Bytes name;
    private final Set<Tag> tags;

    private TaggedName(Bytes name, Set<Tag> tags) {
        this.name = name;
        this.tags = tags;
    }

    /**
     * Reads the tags; the numbers behind them are looked at only when they are asked for.
     *
     * @throws CairnException EINVAL for a name without a tag, with a tag twice, with tags that exclude each other, or with
     *     nothing behind its tags
     */
    static TaggedName parse(Bytes name) {
        if (!name.startsWith(PREFIX)) {
            throw invalid("\"" + name + "\" has no tags");
        }
        Set<Tag> tags = EnumSet.noneOf(Tag.class);
        int at = PREFIX.length();
        while (at + TAG_BYTES <= name.length()) {
            Tag tag = tagAt(name, at);
            if (tag == null) {
                break;
            }
            if (!tags.add(tag)) {
                throw invalid("\"" + name + "\" has the tag " + tag.word + " twice");
            }
            at += TAG_BYTES;
        }
        if (tags.isEmpty()) {
            throw invalid("\"" + name + "\" has no tag; tags are hide., indx., srch. and totl.");
        }
        if (tags.contains(Tag.TOTAL) && tags.contains(Tag.INDEX)) {
            throw invalid("\"" + name + "\" has the tags totl. and indx., which exclude each other");
        }
        if (at == name.length()) {
            throw invalid("nothing follows the tags of \"" + name + "\"");
        }
        return new TaggedName(name, tags);
    }

    private static @Nullable Tag tagAt(Bytes name, int at) {
        Bytes word = name.slice(at, at + TAG_BYTES);
        for (Tag tag : Tag.values()) {
            if (tag.word.equals(word)) {
                return tag;
            }
        }
        return null;
    }

    boolean has(Tag tag) {
        return tags.contains(tag);
    }

    /** @throws CairnException EINVAL unless the name ends in three numbers */
    TotalName total() {
        long[] numbers = lastNumbers(3);
        return new TotalName(numbers[0], numbers[1], numbers[2]);
    }

    /** @throws CairnException EINVAL unless the name ends in a major and a minor number */
    Position position() {
        long[] numbers = lastNumbers(2);
        if (Long.compareUnsigned(numbers[0], MAJOR_MAX) > 0) {
            throw invalid("the major number of \"" + name + "\" is above " + MAJOR_MAX);
        }
        return new Position((int) numbers[0], numbers[1]);
    }

    /** The last parts of the name between dots; there is a dot before each, that of the last tag at the latest. */
    private long[] lastNumbers(int count) {
        long[] numbers = new long[count];
        int end = name.length();
        for (int i = count - 1; i >= 0; i--) {
            int start = end;
            while (start > 0 && name.at(start - 1) != '.') {
                start--;
            }
            OptionalLong number = TagNumber.parse(name.slice(start, end));
            if (number.isEmpty()) {
                throw invalid("\"" + name + "\" does not end in " + count + " numbers below 2^64");
            }
            numbers[i] = number.getAsLong();
            end = start - 1;
        }
        return numbers;
    }

    static CairnException invalid(String message) {
        return new CairnException(ErrorCode.EINVAL, "xattr-tag", message);
    }
}
