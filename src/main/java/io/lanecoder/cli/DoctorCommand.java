package io.lanecoder.cli;

import io.lanecoder.kernel.Kernels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/** Says what Lanecoder found on this machine, what limits its speed, and what to do about it. */
@CommandLine.Command(name = "doctor", sortOptions = false,
        customSynopsis = "lanecoder doctor [OPTIONS]",
        description = "Shows what limits the speed on this machine and what to change, and checks the arithmetic.",
        footer = {"", "Examples:", "  lanecoder doctor", "  lanecoder doctor --json"})
final class DoctorCommand extends Command {
    DoctorCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Result work() {
        int threads = common.threads();
        Machine machine = Machine.found();
        String check = machine.refused() ? "not run: there are no kernels" : SelfCheck.run(threads);
        boolean healthy = !machine.refused() && check.equals(SelfCheck.PASSED);
        List<String> advice = Advice.on(machine);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "doctor");
        json.put("version", Version.text());
        json.put("java", machine.java());
        json.put("vendor", System.getProperty("java.vendor", ""));
        json.put("vm", System.getProperty("java.vm.name", "") + ", " + System.getProperty("java.vm.info", ""));
        json.put("java_home", System.getProperty("java.home", ""));
        json.put("system", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
        json.put("processor", machine.processor());
        json.put("processors", machine.processors());
        json.put("threads", threads);
        json.put("kernels", machine.kernels());
        json.put("lanes", machine.lanes());
        json.put("reason", Kernels.reason());
        json.put("heap_megabytes", machine.heapMegabytes());
        json.put("self_check", check);
        json.put("advice", advice);
        return new Result(json, text(json, machine, advice), true, healthy ? 0 : Failure.RUN);
    }

    private static String text(Map<String, Object> facts, Machine machine, List<String> advice) {
        StringBuilder text = new StringBuilder();
        line(text, "Lanecoder", facts.get("version"));
        line(text, "Java", facts.get("java") + " by " + facts.get("vendor") + ", " + facts.get("vm"));
        line(text, "", "in " + facts.get("java_home"));
        line(text, "System", facts.get("system"));
        line(text, "Processor", (machine.processor().isEmpty() ? "" : machine.processor() + ", ") + machine.processors()
                + " available");
        line(text, "Threads", facts.get("threads"));
        line(text, "Kernels", machine.refused() ? "none" : machine.kernels() + (machine.lanes() > 1
                ? ", " + machine.lanes() + " numbers at a time" : ", one number at a time"));
        line(text, "", facts.get("reason"));
        line(text, "Memory", String.format(Locale.ROOT, "up to %,d MB, enough for about %,d rows of 784 numbers",
                machine.heapMegabytes(), machine.rowsThatFit()));
        line(text, "Self-check", facts.get("self_check"));
        text.append(String.format("%nWhat limits the speed, and what to do%n"));
        for (String sentence : advice) {
            text.append(String.format("- %s%n", sentence));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(String.format("%-11s %s%n", name, value));
    }
}
