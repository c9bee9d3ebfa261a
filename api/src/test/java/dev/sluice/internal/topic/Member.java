package dev.sluice.internal.topic;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.OneWayChannel;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.stream.RecordedStream;

/** A stream over SSE whose messages are read from its bytes. */
final class Member {

    static final OneWayChannel<String> CHANNEL = Channel.oneWay("texts", Codec.text());

    private static final Pattern EVENT = Pattern.compile("id: ([0-9a-z]+)-([0-9]+)\ndata: (.*)\n\n");

    /** What a client sees of a message. */
    record Got(String epoch, long offset, String text) {}

    final RecordedStream<Void, String> recorded;

    private Member(RecordedStream<Void, String> recorded) {
        this.recorded = recorded;
    }

    Member(TransportConfig config) {
        this(RecordedStream.oneWay(Protocol.SSE, CHANNEL, config));
    }

    /** A member that says what it saw last; new if that is empty. */
    static Member back(String lastEventId, TransportConfig config) {
        return new Member(RecordedStream.back(lastEventId, CHANNEL, config));
    }

    /** A member whose outbox holds a million messages. */
    Member() {
        this(TransportConfig.builder().outboxMessages(1_000_000).outboxBytes(1 << 30).build());
    }

    LiveStream<Void, String> stream() {
        return recorded.stream();
    }

    /** Takes all that waits. */
    List<Got> poll() {
        return pollRaw().stream().filter(event -> !event.matches("id: [0-9a-z]+-[0-9]+\n\n")).map(Member::parse)
                .toList();
    }

    /** Takes all that waits, as it is on the wire. */
    List<String> pollRaw() {
        return recorded.poll().stream().map(event -> new String(event, StandardCharsets.UTF_8)).toList();
    }

    /** Takes the next message that waits, on which others may follow. */
    Optional<Got> pollOne() {
        return recorded.pollOne().map(event -> new String(event, StandardCharsets.UTF_8))
                .filter(event -> event.contains("\ndata: ")).map(Member::parse);
    }

    List<String> pollTexts() {
        return poll().stream().map(Got::text).toList();
    }

    private static Got parse(String text) {
        Matcher matcher = EVENT.matcher(text);
        if (!matcher.matches()) {
            throw new AssertionError("not an event of a topic: " + text);
        }
        return new Got(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
    }
}
