package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What changed since a change sequence. */
@Tag(
        name = "feeds",
        description =
                "Walks by change sequence. A position is SEQ.INODE, inclusive, and may be stored for years: go on with "
                        + "from=next. Nothing at or below stableSeq can appear later.")
@RestController
class FeedsController {

    /** Keeps one answer of the service small even when each inode has large attributes. */
    private static final int VIEWS_PER_CALL = 100;

    private final Archive archive;

    FeedsController(Archive archive) {
        this.archive = archive;
    }

    @Operation(
            summary = "Inodes by the sequence of their last change",
            description =
                    "index=meta has every inode, index=data the regular files by the last change of their bytes. With "
                            + "attributes=true or with names of extended attributes in xattr, what they are now comes along.")
    @GetMapping("/v1/changes")
    Json.Changes changes(
            Calls calls,
            @RequestParam(defaultValue = "meta") String index,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(defaultValue = "false") String attributes,
            @RequestParam(required = false) @Nullable List<String> xattr) {
        SeqPosition start = Parameters.seqPosition(from);
        Set<Bytes> xattrs = NamesController.xattrNames(xattr);
        boolean withViews = isTrue("attributes", attributes) || !xattrs.isEmpty();
        ChangePage page = archive.changes(calls.reading(), index(index), start, Parameters.limit(limit));
        Map<InodeNumber, Json.File> files = withViews ? views(calls, page.changes(), xattrs) : Map.of();
        List<Json.Change> changes = page.changes().stream()
                .map(change -> new Json.Change(
                        Long.toUnsignedString(change.seq()), change.inode().toString(), files.get(change.inode())))
                .toList();
        SeqPosition next = page.changes().isEmpty()
                ? behind(start, page.stableSeq())
                : page.changes().getLast().next();
        return new Json.Changes(changes, Json.position(next), Long.toUnsignedString(page.stableSeq()));
    }

    @Operation(
            summary = "Inodes that lost their last name, with that name",
            description =
                    "An entry without a path: the inode is gone now, and was changed while it had no name. Deletions up to "
                            + "trimmedSeq were forgotten; who follows from an earlier position compares with a walk.")
    @GetMapping("/v1/deletions")
    Json.Removals deletions(
            Calls calls,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String limit) {
        SeqPosition start = Parameters.seqPosition(from);
        DeletionPage page = archive.deletions(calls.reading(), start, Parameters.limit(limit));
        List<Deletion> deletions = page.deletions();
        SeqPosition next = deletions.isEmpty()
                ? behind(start, page.stableSeq())
                : deletions.getLast().position().next();
        return new Json.Removals(
                deletions.stream().map(Json.Removal::of).toList(),
                Json.position(next),
                Long.toUnsignedString(page.stableSeq()),
                Long.toUnsignedString(page.trimmedSeq()));
    }

    @Operation(summary = "The sequence up to which the feeds are complete now")
    @GetMapping("/v1/stable-seq")
    Json.StableSeq stableSeq(Calls calls) {
        return new Json.StableSeq(Long.toUnsignedString(archive.stableSeq(calls.reading())));
    }

    private Map<InodeNumber, Json.File> views(Calls calls, List<SeqPosition> changes, Set<Bytes> xattrs) {
        Map<InodeNumber, Json.File> files = new HashMap<>();
        List<InodeNumber> inodes =
                changes.stream().map(SeqPosition::inode).distinct().toList();
        for (int from = 0; from < inodes.size(); from += VIEWS_PER_CALL) {
            List<InodeNumber> some = inodes.subList(from, Math.min(inodes.size(), from + VIEWS_PER_CALL));
            for (FileView view : archive.views(calls.reading(), some, xattrs)) {
                files.put(view.attributes().inode(), Json.File.of(view));
            }
        }
        return files;
    }

    /** Nothing at or below the stable seq appears later, so an empty walk goes on behind it. */
    private static SeqPosition behind(SeqPosition start, long stableSeq) {
        SeqPosition afterStable = new SeqPosition(stableSeq + 1, new InodeNumber(0));
        return afterStable.compareTo(start) > 0 ? afterStable : start;
    }

    private static SeqIndex index(String text) {
        return switch (text) {
            case "meta" -> SeqIndex.META;
            case "data" -> SeqIndex.DATA;
            default -> throw Parameters.invalid("index", "meta or data", text);
        };
    }

    private static boolean isTrue(String name, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Parameters.invalid(name, "true or false", text);
        };
    }
}
