package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What changed since a change sequence. */
@Tag(
        name = "feeds",
        description =
                "Walks by change sequence. A position is SEQ.INODE, inclusive, and may be stored for years: go on with "
                        + "from=next. Nothing at or below stableSeq can appear later.")
@RestController
class FeedsController {

    private final Archive archive;

    private final JsonMapper json;

    FeedsController(Archive archive, JsonMapper json) {
        this.archive = archive;
        this.json = json;
    }

    @Operation(
            summary = "Inodes by the sequence of their last change",
            description =
                    "index=meta has every inode, index=data the regular files by the last change of their bytes; from and "
                            + "to are inclusive. With attributes=true or with names of extended attributes in xattr, what "
                            + "they are now comes along. A page may be shorter than its limit; the end is an empty one.")
    @GetMapping("/v1/changes")
    Json.Changes changes(
            Calls calls,
            @RequestParam(defaultValue = "meta") String index,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(defaultValue = "false") String attributes,
            @RequestParam(required = false) @Nullable List<String> xattr) {
        int most = "0".equals(limit) ? 0 : Parameters.limit(limit);
        ChangeQuery query = query(index, from, to, most, attributes, xattr);
        ChangePage page = archive.changes(calls.reading(), query);
        List<Json.Change> changes = new ArrayList<>(page.changes().size());
        for (int i = 0; i < page.changes().size(); i++) {
            changes.add(Json.Change.of(page, i));
        }
        return new Json.Changes(changes, Json.position(next(query, page)), Long.toUnsignedString(page.stableSeq()));
    }

    @Operation(
            summary = "The same as one stream of lines",
            description =
                    "A JSON object a line: the changes, and last one with next and stableSeq. Without that last line the "
                            + "stream was cut off. It ends at what is stable when it begins; limit bounds it further.")
    @GetMapping(path = "/v1/changes", produces = ChangeStream.MEDIA_TYPE)
    void stream(
            Calls calls,
            HttpServletResponse response,
            @RequestParam(defaultValue = "meta") String index,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(defaultValue = "false") String attributes,
            @RequestParam(required = false) @Nullable List<String> xattr)
            throws IOException {
        long most = limit == null ? Long.MAX_VALUE : Parameters.bytes("limit", limit);
        ChangeQuery query = query(index, from, to, MetadataLimits.PAGE_ENTRIES_MAX, attributes, xattr);
        response.setContentType(ChangeStream.MEDIA_TYPE);
        new ChangeStream(archive, json).write(calls, query, most, response.getOutputStream());
    }

    private static ChangeQuery query(
            String index,
            @Nullable String from,
            @Nullable String to,
            int limit,
            String attributes,
            @Nullable List<String> xattr) {
        Set<Bytes> xattrs = NamesController.xattrNames(xattr);
        boolean withFiles = isTrue("attributes", attributes) || !xattrs.isEmpty();
        return new ChangeQuery(
                index(index),
                Parameters.seqPosition(from),
                Parameters.lastSeqPosition(to),
                limit,
                withFiles ? new ChangeQuery.Detail.Files(xattrs) : new ChangeQuery.Detail.Positions());
    }

    /** Nothing at or below the stable seq appears later, so an empty walk goes on behind it. */
    static SeqPosition next(ChangeQuery query, ChangePage page) {
        if (!page.changes().isEmpty()) {
            return page.changes().getLast().next();
        }
        boolean sawAll = query.limit() > 0 && query.to().seq() == SeqPosition.END.seq();
        return sawAll ? behind(query.from(), page.stableSeq()) : query.from();
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
